import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endingAt, microseconds } from './microseconds.js';

test.each([
  [0, '0'],
  [1, '0.001'],
  [1_000, '1'],
  [1_234_567, '1234.567'],
  [3_600e9 + 50, '3600000000.050'],
])('%d ns are %s microseconds', (ns, text) => {
  expect(microseconds(ns)).toBe(text);
});

test('begin and duration add up to the end, as a consumer adds them, or to the double before', () => {
  const day = 24 * 3_600e9;
  let exact = 0;
  const numRuns = 5_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: day }), fc.integer({ min: 0, max: day }), (began, duration) => {
      const end = Number(microseconds(began + duration));
      const sum = Number(microseconds(began)) + Number(endingAt(began, began + duration));
      if (sum === end) exact++;
      expect(sum).toBeLessThanOrEqual(end);
      expect(sum).toBeGreaterThan(end * (1 - 2 * Number.EPSILON) - Number.MIN_VALUE);
    }),
    { numRuns },
  );
  expect(exact / numRuns).toBeGreaterThan(0.9);
});
