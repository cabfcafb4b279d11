import { l10n } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import { bytes, formatBytes, formatDuration, nanoseconds } from '../../base/units.js';
import type { ShownChild, ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import { cut, printable } from '../window/shown-text.js';
import { isOrderlyExit } from './orderly-exit.js';
import type { Sums } from './placement.js';

export const STALE = l10n.t('recorded before this file was changed');

/** `1,346,269`: the same in every locale, as in the terminal. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 call`, `1,346,269 calls`. */
export function callsText(count: number): string {
  return count === 1 ? l10n.t('1 call') : l10n.t('{0} calls', formatCount(count));
}

function exceptionsText(count: number): string {
  return count === 1 ? l10n.t('1 exception') : l10n.t('{0} exceptions', formatCount(count));
}

export function duration(durationNs: number): string {
  return formatDuration(nanoseconds(durationNs));
}

/** `+1.50 MiB`, `−512 B`, `0 B`. */
function sizeChange(change: number): string {
  const sign = change > 0 ? '+' : change < 0 ? '\u2212' : '';
  return `${sign}${formatBytes(bytes(Math.abs(change)))}`;
}

/** `1,346,269 calls · 12.3 s total · 1.2 s self · +1.50 MiB net · 2 exceptions`. */
export function statistics({ calls, totalNs, selfNs, exceptions, netBytes }: Sums): string {
  const parts = [callsText(calls), l10n.t('{0} total', duration(totalNs))];
  if (selfNs !== null) parts.push(l10n.t('{0} self', duration(selfNs)));
  if (netBytes !== undefined) parts.push(l10n.t('{0} net', sizeChange(netBytes)));
  if (exceptions > 0) parts.push(exceptionsText(exceptions));
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
      return values?.result ? `→ ${printable(values.result.text, longest)}` : l10n.t('returned');
    case 'unwind':
      if (isOrderlyExit(values?.exception)) return l10n.t('left by {0}', values?.exception?.text ?? '');
      return values?.exception
        ? l10n.t('raised {0}', printable(values.exception.text, longest))
        : l10n.t('raised an exception');
    case 'open':
      return l10n.t('still open');
    case 'suspended':
      return values?.yielded ? l10n.t('yielded {0}', printable(values.yielded.text, longest)) : l10n.t('suspended');
    case 'lost':
      return l10n.t('its end was not recorded');
    default:
      return assertNever(outcome, 'outcome');
  }
}
