import type { CallRow } from '../../src/store/api.js';
import { count, duration, place } from '../call/format.js';
import { outcomeText } from '../call/outcome.js';
import { plainName } from './plain-name.js';

/** A call for those who hear the page. @param live whether the program still runs. */
export function callWords(call: CallRow, live: boolean): string {
  const parts = [
    plainName(call.qualname),
    duration(call.durationNs),
    outcomeText(call.outcome, live),
    plainName(place(call.file, call.line)),
    ...(call.task === null ? [] : [`task ${plainName(call.task)}`]),
  ];
  return parts.join(', ');
}

export function mergedWords(merged: number): string {
  return `${count(merged)} short calls side by side`;
}
