import { l10n } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import { CodedError, toFailure } from '../../base/result.js';
import { printable } from '../window/shown-text.js';

/** What went wrong with a snapshot, for people: what happened, what was kept, what to do. */
export function heapFailure(thrown: unknown, path: string): CodedError {
  const { code, message } = toFailure(thrown);
  return new CodedError(code, words(code, printable(message, 500), printable(path, 300)), { cause: thrown });
}

function words(code: CodedError['code'], message: string, path: string): string {
  switch (code) {
    case 'not-found':
      return l10n.t('There is no snapshot {0} any more. It may have been deleted or moved.', path);
    case 'not-a-recording':
      return l10n.t('{0} is not a heap snapshot of Tracehold. The file was not changed. ({1})', path, message);
    case 'newer-version':
      return l10n.t(
        'This snapshot was made by a newer version of Tracehold. The file was not changed: update the extension to open it.',
      );
    case 'damaged':
      return l10n.t(
        'The snapshot {0} is damaged: nothing of it can be shown. The file was not changed. Take another one. ({1})',
        path,
        message,
      );
    case 'limit':
      return l10n.t(
        'The snapshot {0} is too large for the memory that is free here. The file was not changed: close other snapshots and programs, and try again. ({1})',
        path,
        message,
      );
    case 'io':
      return l10n.t('The snapshot {0} cannot be read: {1}', path, message);
    case 'cancelled':
      return l10n.t('Reading the snapshot was cancelled. The file was not changed.');
    case 'bad-argument':
    case 'no-python':
    case 'no-answer':
    case 'internal':
      return l10n.t('The snapshot {0} cannot be opened: {1}', path, message);
    default:
      return assertNever(code, 'error code');
  }
}
