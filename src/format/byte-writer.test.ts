import fc from 'fast-check';
import { Unpackr } from 'msgpackr';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.js';

const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: 'bigint' });

test('msgpackr reads what is written, across every growth of the buffer', () => {
  const ints = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(ints, fc.uint8Array({ maxLength: 70_000, size: 'max' })), { maxLength: 40 }),
      (parts) => {
        const out = new ByteWriter(1);
        out.arrayHead(parts.length);
        for (const part of parts) {
          if (part instanceof Uint8Array) out.bin(part);
          else out.int(part);
        }
        const read = unpackr.unpack(out.view()) as readonly (number | bigint | Uint8Array)[];
        expect(read.length).toBe(parts.length);
        for (const [i, part] of parts.entries()) {
          const found = read[i];
          if (found instanceof Uint8Array)
            expect(Buffer.from(found).equals(Buffer.from(part as Uint8Array))).toBe(true);
          else expect(BigInt(found)).toBe(BigInt(part as number | bigint));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test.each([0.5, 2 ** 53, NaN])('%d is no exact int', (value) => {
  expect(() => new ByteWriter().int(value)).toThrow(RangeError);
});

test.each([2n ** 64n, -(2n ** 63n) - 1n])('%d does not fit', (value) => {
  expect(() => new ByteWriter().int(value)).toThrow(RangeError);
});
