import type { SortKey } from '../../src/store/api.js';
import { functionsText } from '../app/counts.js';
import { t } from '../app/texts.js';
import { count } from '../call/format.js';
import { MOST_FUNCTIONS } from './catalog.js';

/**
 * How many functions are shown, of how many.
 *
 * @param cutBy which ones were sent when there are more than can be sent; null when all are there.
 */
export function countText(shown: number, all: number, cutBy: SortKey | null): string {
  if (cutBy !== null) return shown === all ? cutText(cutBy) : partOfCutText(count(shown), cutBy);
  if (shown === all) return functionsText(all);
  return all === 1 ? t('{0} of 1 function', count(shown)) : t('{0} of {1} functions', count(shown), count(all));
}

function cutText(by: SortKey): string {
  const most = count(MOST_FUNCTIONS);
  if (by === 'calls') return t('the {0} functions with the most calls', most);
  if (by === 'self') return t('the {0} functions with the most self time', most);
  if (by === 'net' || by === 'allocated') return t('the {0} functions with the most bytes', most);
  return t('the {0} functions with the most time', most);
}

function partOfCutText(shown: string, by: SortKey): string {
  const most = count(MOST_FUNCTIONS);
  if (by === 'calls') return t('{0} of the {1} functions with the most calls', shown, most);
  if (by === 'self') return t('{0} of the {1} functions with the most self time', shown, most);
  if (by === 'net' || by === 'allocated') return t('{0} of the {1} functions with the most bytes', shown, most);
  return t('{0} of the {1} functions with the most time', shown, most);
}
