import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { ColumnReader } from './column-reader.js';
import { ColumnWriter } from './column-writer.js';

const small = fc.integer({ min: 0, max: 300 });
const values = fc.oneof(
  fc.array(small),
  fc.array(fc.maxSafeInteger()),
  // Mostly small, with a few that are set apart.
  fc.array(fc.oneof({ weight: 60, arbitrary: small }, fc.constantFrom(70_000, 2 ** 32, 2 ** 50, -5)), {
    minLength: 40,
  }),
  fc.array(fc.constant(7), { minLength: 1 }),
);

test('columns come back, as they are and as differences, one after the other', () => {
  const writer = new ColumnWriter();
  fc.assert(
    fc.property(values, values, (first, second) => {
      writer.integers(Float64Array.from(first), first.length);
      writer.growing(Float64Array.from(second), second.length);
      writer.integers(Float64Array.from(first), first.length);
      const reader = new ColumnReader(writer.finish());
      expect([...reader.integers(new Float64Array(first.length))]).toEqual(first);
      const differences = second.map((value, at) => (at === 0 ? 0 : value - second[at - 1]));
      if (differences.every(Number.isSafeInteger))
        expect([...reader.growing(new Float64Array(second.length))]).toEqual(second);
      else reader.skipGrowing(second.length);
      const { at } = reader;
      expect([...reader.integers(new Float64Array(first.length))]).toEqual(first);
      const end = reader.at;
      reader.at = at;
      reader.skipIntegers(first.length);
      expect(reader.at).toBe(end);
    }),
  );
});

test.each([
  ['equal values', new Float64Array(16_384).fill(12_345), 16],
  ['small values', Float64Array.from({ length: 16_384 }, (_, at) => at % 200), 16 + 16_384],
  [
    'few large ones',
    Float64Array.from({ length: 16_384 }, (_, at) => (at % 4096 === 0 ? 1e9 + at : at % 200)),
    16 + 16_384 + 4 * 12,
  ],
])('%s take few bytes', (_name, column, bytes) => {
  const writer = new ColumnWriter();
  writer.integers(column, column.length);
  expect(writer.finish()).toHaveLength(bytes);
});

test('damaged bytes are a coded error at worst', () => {
  const writer = new ColumnWriter();
  writer.integers(
    Float64Array.from({ length: 100 }, (_, at) => (at === 50 ? 2 ** 40 : at)),
    100,
  );
  const bytes = writer.finish().slice();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(bytes.length), (at, by, length) => {
      const damaged = bytes.slice(0, length);
      if (at < length) damaged[at] ^= by;
      try {
        new ColumnReader(damaged).integers(new Float64Array(100));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(CodedError);
      }
    }),
  );
});
