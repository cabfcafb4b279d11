import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyValue } from '../../test/golden/values.js';
import { encodeValue } from './encode-value.js';
import { isWellFormed, skipValue } from './tokens.js';

test('skips exactly one value, and nothing that is cut', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = encodeValue(value);
      expect(skipValue(Buffer.concat([bytes, Uint8Array.of(0xc1, 0xc1)]), 0)).toBe(bytes.length);
      expect(skipValue(bytes, 0, bytes.length - 1)).toBe(-1);
    }),
  );
});

test('any bytes are judged without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const after = skipValue(bytes, 0);
      expect(after === -1 || (after > 0 && after <= bytes.length)).toBe(true);
      if (isWellFormed(bytes, 16, 63)) expect(after).toBe(bytes.length);
    }),
  );
});

test.each<[string, readonly number[], boolean]>([
  ['a map', [0x81, 1, 2], true],
  ['two values', [1, 2], false],
  ['nothing', [], false],
  ['nesting of three', [0x91, 0x91, 1], true],
  ['nesting of four', [0x91, 0x91, 0x91, 1], false],
  ['an extension of ours', [0xd4, 30, 0], true],
  ["one of msgpackr's", [0xd4, 0x72, 0x40], false],
  ['a timestamp', [0xd6, 0xff, 0, 0, 0, 0], false],
  ['an array that claims 4 billion items', [0xdd, 0xff, 0xff, 0xff, 0xff, 1], false],
])('%s', (_, bytes, expected) => {
  expect(isWellFormed(Uint8Array.from(bytes), 3, 63)).toBe(expected);
});
