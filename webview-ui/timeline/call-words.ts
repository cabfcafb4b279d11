import type { CallRow, Outcome } from '../../src/store/api.js';
import { count, duration, place } from '../call/format.js';
import { plainName } from './plain-name.js';

const outcomes: Record<Outcome, string> = {
  return: 'returned',
  unwind: 'left by an exception',
  open: 'still running',
  suspended: 'suspended',
  lost: 'end not recorded',
};

export function outcomeWords(outcome: Outcome): string {
  return outcomes[outcome];
}

/** A call for those who hear the page. */
export function callWords(call: CallRow): string {
  const parts = [
    plainName(call.qualname),
    duration(call.durationNs),
    outcomeWords(call.outcome),
    plainName(place(call.file, call.line)),
  ];
  return parts.join(', ');
}

export function mergedWords(merged: number): string {
  return `${count(merged)} short calls side by side`;
}
