import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readColumn, widthFor, writeColumn } from './columns.js';

test('a column comes back from any place in memory', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), fc.nat(9), (values, misalignment) => {
      const width = widthFor(Math.max(0, ...values));
      const blob = writeColumn(Float64Array.from(values), width);
      const elsewhere = new Uint8Array(blob.length + misalignment);
      elsewhere.set(blob, misalignment);
      const column = readColumn(elsewhere.subarray(misalignment), width);
      expect([...(column ?? [])]).toEqual(values);
    }),
  );
});

test.each([
  [0, 1],
  [255, 1],
  [256, 2],
  [65_535, 2],
  [65_536, 4],
  [2 ** 32 - 1, 4],
  [2 ** 32, 8],
])('%d needs %d bytes', (largest, width) => {
  expect(widthFor(largest)).toBe(width);
});

test('neither odd widths nor parts of an entry are columns', () => {
  expect(readColumn(new Uint8Array(6), 3)).toBeNull();
  expect(readColumn(new Uint8Array(6), 4)).toBeNull();
  expect(readColumn(new Uint8Array(6), 0)).toBeNull();
});
