import { l10n } from 'vscode';
import { isOk } from '../../base/result.js';
import { askText } from '../window/picks.js';
import { splitWords } from './split-words.js';

const isWindows = process.platform === 'win32';

/** A line of words, as typed; null when the user cancelled. `check` says what is wrong with the words. */
export async function askForWords(
  title: string,
  value: string,
  check: (words: readonly string[]) => string | null = () => null,
): Promise<string | null> {
  const line = await askText(l10n.t('Separated by spaces; quotes keep words together. No shell is involved.'), {
    title,
    value,
    ignoreFocusOut: true,
    check: (typed) => {
      const split = splitWords(typed, isWindows);
      return isOk(split) ? check(split.ok) : split.err.message;
    },
  });
  return line ?? null;
}
