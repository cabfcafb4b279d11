import { expect, test } from 'vitest';
import type { ShownValues } from '../../src/rpc/view-contract.js';
import type { CallRow, FunctionStats } from '../../src/store/api.js';
import { missingValues, outcomeText, selfTime } from './outcome.js';

const row = { outcome: 'return', activeNs: 100, durationNs: 100 } as CallRow;
const none: ShownValues = {
  arguments: null,
  locals: null,
  result: null,
  yielded: null,
  exception: null,
  problem: null,
};
const stats = (valuesKept: number, calls: number) => ({ valuesKept, calls }) as FunctionStats;

test('values are not missing when a part is there', () => {
  expect(missingValues(row, { ...none, arguments: [] }, stats(1, 2))).toBeNull();
});

test.each([
  [
    stats(1000, 1_346_269),
    'Values were kept for 1,000 of 1,346,269 calls of this function; this is one of the others.',
  ],
  [stats(0, 5), 'The recording keeps no values of this function.'],
  [stats(5, 5), 'No values were recorded of this call.'],
  [undefined, 'No values were recorded of this call.'],
])('why values are missing: %j', (known, text) => expect(missingValues(row, none, known)).toBe(text));

test('a call that has only begun', () => {
  expect(missingValues({ ...row, outcome: 'open' }, none, undefined)).toContain('beginning');
});

test.each([
  ['open', true, 'running'],
  ['open', false, 'did not end'],
  ['suspended', false, 'left suspended'],
  ['unwind', false, 'raised'],
] as const)('outcome %s, live %s', (outcome, live, text) => expect(outcomeText(outcome, live)).toBe(text));

test.each([
  [[30, 20], true, { ns: 50, precision: 'exact' }],
  [[], true, { ns: 100, precision: 'exact' }],
  [[30], false, { ns: 70, precision: 'at most' }],
  [[300], true, { ns: 0, precision: 'exact' }],
])('self time with callees of %j', (callees, areAll, expected) => {
  const calls = callees.map((ns) => ({ activeNs: ns, durationNs: ns }) as CallRow);
  expect(selfTime(row, calls, areAll)).toEqual(expected);
});

test('a generator below makes self time a guess', () => {
  expect(selfTime(row, [{ activeNs: 10, durationNs: 90 } as CallRow], true)).toEqual({ ns: 90, precision: 'about' });
});
