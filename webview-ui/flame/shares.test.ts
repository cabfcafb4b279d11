import { expect, test } from 'vitest';
import { shares } from './shares.js';

const edges = [
  { callerId: 1, calleeId: 9, calls: 2, totalNs: 25 },
  { callerId: null, calleeId: 9, calls: 1, totalNs: 75 },
];

test('most time first, shares of all', () => {
  expect(shares(edges, 'callerId')).toEqual([
    { functionId: null, calls: 1, totalNs: 75, fraction: 0.75 },
    { functionId: 1, calls: 2, totalNs: 25, fraction: 0.25 },
  ]);
  expect(shares(edges, 'calleeId').map(({ functionId }) => functionId)).toEqual([9, 9]);
});

test('no time at all is no share', () => {
  expect(shares([{ ...edges[0], totalNs: 0 }], 'callerId')[0].fraction).toBe(0);
  expect(shares([], 'callerId')).toEqual([]);
});
