import { expect, test } from 'vitest';
import { bytes, formatBytes, formatDuration, nanoseconds, toMilliseconds } from './units.js';

test.each([
  [0, '0 ns'],
  [950, '950 ns'],
  [1_500, '1.50 µs'],
  [12_345_678, '12.3 ms'],
  [250_000_000, '250 ms'],
  [3_600e9, '3600 s'],
  [-1_500, '-1.50 µs'],
])('%d nanoseconds read as %s', (duration, text) => {
  expect(formatDuration(nanoseconds(duration))).toBe(text);
});

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_536, '1.50 KiB'],
  [1.6 * 2 ** 30, '1.60 GiB'],
])('%d bytes read as %s', (size, text) => {
  expect(formatBytes(bytes(size))).toBe(text);
});

test('milliseconds keep their fraction', () => {
  expect(toMilliseconds(nanoseconds(1_500_000))).toBe(1.5);
});
