import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, tableCrc32 } from './crc.js';

test.each([
  ['', 0],
  ['a', 0xe8b7be43],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
])('CRC of %j', (text, expected) => {
  expect(crc32(Buffer.from(text))).toBe(expected);
  expect(tableCrc32(Buffer.from(text))).toBe(expected);
});

test('table and zlib agree, in one piece and in two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      const whole = crc32(bytes);
      expect(tableCrc32(bytes)).toBe(whole);
      expect(tableCrc32(bytes.subarray(cut), tableCrc32(bytes.subarray(0, cut)))).toBe(whole);
    }),
  );
});
