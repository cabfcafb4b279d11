import { assertNever } from '../../base/assert-never.js';
import { formatDuration, nanoseconds } from '../../base/units.js';
import type { ShownChild, ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import { cut, printable } from '../source/printable.js';
import type { Sums } from './placement.js';

export const STALE = 'recorded before this file was changed';

/** `1,346,269`: the same in every locale, as in the terminal. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 call`, `2 calls`. */
export function plural(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;
}

export function duration(durationNs: number): string {
  return formatDuration(nanoseconds(durationNs));
}

/** `1,346,269 calls · 12.3 s total · 1.2 s self · 2 exceptions`. */
export function statistics({ calls, totalNs, selfNs, exceptions }: Sums): string {
  const parts = [plural(calls, 'call'), `${duration(totalNs)} total`];
  if (selfNs !== null) parts.push(`${duration(selfNs)} self`);
  if (exceptions > 0) parts.push(plural(exceptions, 'exception'));
  return parts.join(' · ');
}

const LONGEST_VALUE = 60;

/** `a=1, b='x'`; empty for a function without arguments, null when they were not recorded. */
export function argumentsText(values: readonly ShownChild[] | null, longest: number): string | null {
  if (values === null) return null;
  // Nothing beyond `longest` is shown, and a name or value takes one character at least.
  const shown = values.slice(0, Math.ceil(longest / 2));
  const parts = shown.map(({ name, value }) => `${printable(name, 40)}=${printable(value.text, LONGEST_VALUE)}`);
  return cut(parts.join(', '), longest);
}

/** How a call ended, and with what: `→ 3`, `raised ValueError('x')`, `still open`. */
export function outcomeText({ outcome }: CallRow, values: ShownValues | null, longest = LONGEST_VALUE): string {
  switch (outcome) {
    case 'return':
      return values?.result ? `→ ${printable(values.result.text, longest)}` : 'returned';
    case 'unwind':
      return values?.exception ? `raised ${printable(values.exception.text, longest)}` : 'raised an exception';
    case 'open':
      return 'still open';
    case 'suspended':
      return values?.yielded ? `yielded ${printable(values.yielded.text, longest)}` : 'suspended';
    case 'lost':
      return 'its end was not recorded';
    default:
      return assertNever(outcome, 'outcome');
  }
}
