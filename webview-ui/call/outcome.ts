import { assertNever } from '../../src/base/assert-never.js';
import type { ShownValues } from '../../src/rpc/view-contract.js';
import type { CallRow, FunctionStats, Outcome } from '../../src/store/api.js';
import { t } from '../app/texts.js';
import { count } from './format.js';

/** How a call ended, in a word or two: everywhere the same. @param live whether the program still runs. */
export function outcomeText(outcome: Outcome, live: boolean): string {
  switch (outcome) {
    case 'return':
      return t('returned');
    case 'unwind':
      return t('raised');
    case 'open':
      return live ? t('running') : t('did not end');
    case 'suspended':
      return live ? t('suspended') : t('left suspended');
    case 'lost':
      return t('end not recorded');
    default:
      return assertNever(outcome);
  }
}

/** Why a call has no values, one sentence; null when it has some. */
export function missingValues(row: CallRow, values: ShownValues, stats: FunctionStats | undefined): string | null {
  const { arguments: before, locals, result, yielded, exception } = values;
  if ([before, locals, result, yielded, exception].some((part) => part !== null)) return null;
  if (stats !== undefined && stats.calls > 0 && stats.valuesKept < stats.calls) {
    if (stats.valuesKept === 0) return t('The recording keeps no values of this function.');
    return t(
      'Values were kept for {0} of {1} calls of this function; this is one of the others.',
      count(stats.valuesKept),
      count(stats.calls),
    );
  }
  return row.outcome === 'open'
    ? t('Nothing was recorded of this call but its beginning.')
    : t('No values were recorded of this call.');
}

/** Time in the call itself, by its callees. */
export interface SelfTime {
  readonly ns: number;
  /** `at most`: not all callees are known. `about`: some ran partly elsewhere, as generators do. */
  readonly precision: 'exact' | 'at most' | 'about';
}

export function selfTime(row: CallRow, callees: readonly CallRow[], areAll: boolean): SelfTime {
  const below = callees.reduce((sum, { activeNs }) => sum + activeNs, 0);
  const ns = Math.max(0, row.activeNs - below);
  if (!areAll) return { ns, precision: 'at most' };
  return { ns, precision: callees.some(({ activeNs, durationNs }) => activeNs !== durationNs) ? 'about' : 'exact' };
}
