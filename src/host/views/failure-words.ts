import { l10n } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import { toFailure } from '../../base/result.js';

/** What went wrong with a run, for people: what happened, what was kept, what to do. */
export function failureWords(thrown: unknown, folder: string): string {
  const { code, message } = toFailure(thrown);
  switch (code) {
    case 'not-found':
      return l10n.t('There is no recording in {0}. It may have been deleted or moved.', folder);
    case 'not-a-recording':
      return l10n.t('{0} is not a recording of Tracehold. ({1})', folder, message);
    case 'newer-version':
      return l10n.t('This recording was made by a newer version of Tracehold. Update the extension to open it.');
    case 'damaged':
      return l10n.t(
        'The recording in {0} is damaged and cannot be shown. The files were not changed. ({1})',
        folder,
        message,
      );
    case 'io':
      return l10n.t('The recording in {0} cannot be read: {1}', folder, message);
    case 'cancelled':
      return l10n.t('Opening the recording was cancelled. Close this tab and open it again to go on.');
    case 'bad-argument':
    case 'limit':
    case 'no-python':
    case 'no-answer':
    case 'internal':
      return l10n.t('The recording in {0} cannot be opened: {1}', folder, message);
    default:
      return assertNever(code, 'error code');
  }
}
