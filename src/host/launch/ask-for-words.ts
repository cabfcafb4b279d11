import { l10n, window } from 'vscode';
import { isOk } from '../../base/result.js';
import { splitWords } from './split-words.js';

const isWindows = process.platform === 'win32';

/** A line of words, as typed; null when the user cancelled. `check` says what is wrong with the words. */
export async function askForWords(
  title: string,
  value: string,
  check: (words: readonly string[]) => string | null = () => null,
): Promise<string | null> {
  const line = await window.showInputBox({
    title,
    value,
    prompt: l10n.t('Separated by spaces; quotes keep words together. No shell is involved.'),
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const split = splitWords(typed, isWindows);
      return isOk(split) ? check(split.ok) : split.err.message;
    },
  });
  return line ?? null;
}
