import { expect, test } from 'vitest';
import { rowMove, scrolledTo, windowOf } from './virtual.js';

test.each([
  ['at the top', 0, 0, 33],
  ['in the middle', 24 * 1000, 992, 1033],
  ['at the end', 24 * 4975, 4967, 5000],
  ['bounced above', -300, 0, 33],
  ['bounced below', 24 * 9000, 5000, 5000],
])('the rows drawn %s', (_, scrollTop, first, end) => {
  expect(windowOf(scrollTop, 24 * 25, 24, 5000)).toEqual({ first, end });
});

test('a list without rows draws none', () => expect(windowOf(0, 600, 24, 0)).toEqual({ first: 0, end: 0 }));

test.each([
  [0, 500, 0],
  [30, 0, 24 * 31 - 600],
  [10, 100, 100],
])('row %d is brought into sight from %d', (row, from, to) => expect(scrolledTo(row, from, 600, 24)).toBe(to));

test.each([
  [0, 'ArrowUp', 0],
  [0, 'ArrowDown', 1],
  [-1, 'ArrowDown', 0],
  [99, 'ArrowDown', 99],
  [50, 'PageDown', 70],
  [90, 'PageDown', 99],
  [10, 'PageUp', 0],
  [50, 'Home', 0],
  [50, 'End', 99],
  [50, 'a', null],
])('from row %d, %s', (row, key, to) => expect(rowMove(row, key, 100, 20)).toBe(to));
