import { expect, test } from 'vitest';
import { byGrowth, isChangeOrder, nextChangeOrder } from './change-order.js';

test.each([
  [byGrowth, 'bytes', { column: 'bytes', descending: false }],
  [byGrowth, 'created', { column: 'created', descending: true }],
  [{ column: 'gone', descending: true }, 'name', { column: 'name', descending: false }],
  [byGrowth, 'unknown', { column: 'bytes', descending: false }],
] as const)('%j with a click on %s is %j', (order, clicked, expected) => {
  expect(nextChangeOrder(order, clicked)).toEqual(expected);
});

test('only an order is taken over from an earlier page', () => {
  expect([byGrowth, { column: 'name', descending: false }].map(isChangeOrder)).toEqual([true, true]);
  const wrong = [null, 5, {}, { column: 'shallowBytes', descending: true }, { column: 'name', descending: 1 }];
  expect(wrong.map(isChangeOrder)).toEqual(wrong.map(() => false));
});
