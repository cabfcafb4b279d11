import type { RunEnding } from '../../src/rpc/view-contract.js';
import { plainName } from '../timeline/plain-name.js';
import { t } from './texts.js';

/** Why a run has no calls, and what to do; a paragraph each. @param ending null when nobody saw it. */
export function emptyWords(isLive: boolean, ending: RunEnding | null): readonly string[] {
  if (isLive) {
    return [t('The program runs, and has not called a function of yours yet.'), t('Calls appear here as they happen.')];
  }
  const filter = t(
    'Only code of the workspace is recorded: not the standard library and not installed packages. To see those, too, turn on the setting “Tracehold › Record: Everything” and profile the program again.',
  );
  if (ending !== null && ending.signal !== null) {
    return [
      t('The program was ended by {0} before a call was recorded.', plainName(ending.signal)),
      t('Nothing of it can be shown. Profile it again.'),
    ];
  }
  if (ending !== null && ending.exitCode !== null && ending.exitCode !== 0) {
    return [
      t('The program ended with exit code {0} before a call was recorded.', ending.exitCode),
      t(
        'A script with a syntax error ends so, and one that fails before it calls a function of yours: read what Python said in the terminal, mend it, and profile the program again.',
      ),
    ];
  }
  return [
    t('No calls were recorded.'),
    filter,
    t('A program that ends before it calls a function leaves nothing to show: look at its output in the terminal.'),
  ];
}
