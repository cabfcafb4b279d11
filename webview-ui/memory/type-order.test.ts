import { expect, test } from 'vitest';
import { byRetained, isTypeOrder, nextTypeOrder } from './type-order.js';

test('figures begin with the largest, names with A, and a second click turns round', () => {
  expect(nextTypeOrder(byRetained, 'count')).toEqual({ column: 'count', descending: true });
  expect(nextTypeOrder(byRetained, 'name')).toEqual({ column: 'name', descending: false });
  expect(nextTypeOrder(byRetained, 'retainedBytes')).toEqual({ column: 'retainedBytes', descending: false });
});

test.each([
  [{ column: 'name', descending: true }, true],
  [{ column: 'size', descending: true }, false],
  [{ column: 'name', descending: 1 }, false],
  [null, false],
])('%j was kept: an order: %s', (kept, expected) => {
  expect(isTypeOrder(kept)).toBe(expected);
});
