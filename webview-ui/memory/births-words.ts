import { assertNever } from '../../src/base/assert-never.js';
import type { BornCall, HeapBirths } from '../../src/rpc/heap-births-contract.js';
import { t } from '../app/texts.js';
import { count, duration } from '../call/format.js';
import { plainName } from '../timeline/plain-name.js';

export function callsText(calls: number): string {
  return calls === 1 ? t('1 call') : t('{0} calls', count(calls));
}

/** Why the recording tells nothing; null when it can. */
export function missingText({ missing }: HeapBirths): string | null {
  switch (missing) {
    case null:
      return null;
    case 'run':
      return t('The snapshot does not lie in the folder of a recorded run, so no call is known.');
    case 'process':
      return t('The run has no recording of the process of this snapshot, so no call is known.');
    case 'calls':
      return t('No calls of this process were recorded.');
    default:
      return assertNever(missing, 'reason');
  }
}

/** The call that made an object, and how sure that is. */
export function bornText({ function: name, beforeNs, unknownCalls }: BornCall): string {
  const made = t(
    'Made {0} before the snapshot, by the last call of {1} for its address:',
    duration(beforeNs),
    plainName(name),
  );
  if (unknownCalls === 0) return made;
  return `${made} ${t('Not for certain: of {0} after it no values were kept, and one of them may have made it.', callsText(unknownCalls))}`;
}

/** What the list of calls that allocated is about. */
export function betweenText({ betweenNs, isAfterOther }: HeapBirths): string {
  return isAfterOther
    ? t('Allocated between the snapshot before and this one, in {0}', duration(betweenNs))
    : t('Allocated from the start until the snapshot, in {0}', duration(betweenNs));
}

/** What the list rests on, or why there is none. */
export function allocatingText({ allocating }: HeapBirths): string {
  if (allocating === null) {
    return t(
      'Bytes of calls were not counted in this recording: switch on the setting tracehold.record.allocations, or record with the option --allocations.',
    );
  }
  return allocating.length === 0
    ? t('No call that ended in this time allocated more than it freed.')
    : t(
        'Candidates only: calls that ended in this time and by themselves allocated more than they freed. Of which type, nobody recorded.',
      );
}
