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

test('whatever the begins, the same end is met, close to the true one', () => {
  const hour = 3_600e9;
  const duration = fc.integer({ min: 1, max: hour });
  fc.assert(
    fc.property(fc.integer({ min: hour, max: 2 * hour }), duration, duration, (endNs, one, other) => {
      const sumOf = (ns: number) => Number(microseconds(endNs - ns)) + Number(endingAt(endNs - ns, endNs));
      expect(sumOf(one)).toBe(sumOf(other));
      expect(sumOf(one)).toBeLessThanOrEqual(Number(microseconds(endNs)));
      expect(sumOf(one)).toBeGreaterThan(Number(microseconds(endNs)) - 2e-6);
    }),
    { numRuns: 5_000 },
  );
});

test('nothing lasts less than nothing', () => {
  expect(Number(endingAt(1_001, 1_001))).toBe(0);
});
