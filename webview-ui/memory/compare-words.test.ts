import { expect, test } from 'vitest';
import type { HeapDifference } from '../../src/rpc/heap-compare-contract.js';
import { amountText, baseText, countChange, differenceText } from './compare-words.js';

const own = { pid: 7, takenMs: 5_000, rssBytes: null, python: '', label: '', reason: '', walker: '' };

test.each([
  [{ ...own, takenMs: 3_500, label: 'before' }, 'before, 1.50 s before'],
  [{ ...own, takenMs: 6_000 }, 'heap-7-1.thheap, 1.00 s later'],
  [{ ...own, pid: 8, takenMs: 0, label: 'a\u202eb' }, 'a\ufffdb, process 8'],
  [null, 'heap-7-1.thheap'],
])('a base that says %j is called "%s"', (record, text) => {
  expect(baseText({ file: 'heap-7-1.thheap', record }, own)).toBe(text);
});

const moves = {
  created: { count: 1200, bytes: 2048 },
  gone: { count: 3, bytes: 96 },
  grown: { count: 1, bytes: 512 },
};
const difference: HeapDifference = { base: null, counts: [10, 1207], bytes: [5000, 4000], moves, types: 3 };

test('a difference is told in all and by what became of objects, where that is known', () => {
  expect(differenceText(difference)).toBe(
    '\u22121000 B and +1,197 objects in all. 1,200 are new (2.00 KiB), 3 gone (96 B), 1 grown (by 512 B).',
  );
  expect(differenceText({ ...difference, moves: null })).toMatch(
    /in all\. It is another process: objects cannot be told/,
  );
});

test('figures have signs and units', () => {
  expect([-3, 0, 1204].map(countChange)).toEqual(['\u22123', '0', '+1,204']);
  expect([moves.created, { count: 0, bytes: 0 }].map(amountText)).toEqual(['1,200 · 2.00 KiB', '0']);
});
