import { readdir, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileSystemError, Uri, workspace } from 'vscode';
import { CodedError } from '../../base/result.js';
import { runFileName } from '../../run/run-file.js';
import { runsFolderName } from '../../run/runs.js';

/** What of a folder is ours. */
const ours = /^(?:trace|heap)-.*\.th(?:trace|heap)$/;

/**
 * A folder below .tracehold was made for the run and goes as a whole. A recording may also have been opened in a folder
 * that holds other things, such as the downloads: only its own files go then, and the folder if nothing else is in it.
 *
 * @throws CodedError 'io'
 */
export async function deleteRun(folder: string): Promise<void> {
  try {
    if (basename(dirname(folder)) === runsFolderName) {
      await discard(folder);
      return;
    }
    const names = await readdir(folder);
    const isRecorded = names.some((name) => ours.test(name));
    for (const name of names) {
      if (ours.test(name) || (isRecorded && (name === runFileName || name === 'store'))) {
        await discard(join(folder, name));
      }
    }
    await rmdir(folder).catch(() => {});
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return;
    throw new CodedError('io', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** To the trash where there is one: a remote machine has none. */
async function discard(path: string): Promise<void> {
  const uri = Uri.file(path);
  try {
    await workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') throw error;
    await workspace.fs.delete(uri, { recursive: true, useTrash: false });
  }
}
