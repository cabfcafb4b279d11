import { dirname } from 'node:path';
import { CodedError } from '../base/result.js';

/** Failures of the file system as sentences about the file; the rest as it is. */
export function toExportError(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof CodedError) return thrown;
  const message = sentence((thrown as NodeJS.ErrnoException).code, file);
  return message === null ? thrown : new CodedError('io', message, { cause: thrown });
}

function sentence(code: string | undefined, file: string): string | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `No space is left for ${file}. Free some, or choose another disk.`;
    case 'EFBIG':
      return `${file} would be larger than its disk allows. Choose another disk.`;
    case 'EACCES':
    case 'EPERM':
      return `${file} cannot be written: permission is missing. Choose another folder.`;
    case 'EROFS':
      return `${file} cannot be written: its disk is read-only. Choose another folder.`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `${file} cannot be written: the folder ${dirname(file)} is not there.`;
    case 'EISDIR':
      return `${file} is a folder. Choose another name.`;
    case undefined:
    default:
      return null;
  }
}
