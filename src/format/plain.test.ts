import { expect, test } from 'vitest';
import { asNumber, asUint32, packFields, unpackFields } from './plain.js';

test('fields come back, integers of 64 bits exactly', () => {
  const fields = new Map<number, unknown>([
    [1, 'text'],
    [2, 2n ** 63n + 1n],
    [3, [1, null, 'two']],
    [4, new Map([['a', 'b']])],
  ]);
  expect(unpackFields(packFields(fields))).toEqual(fields);
});

test('undecodable file names keep their surrogates', () => {
  const path = [0xc7, 0x04, 30, 0x61, 0xed, 0xb3, 0xbf];
  expect(unpackFields(Uint8Array.of(0x81, 1, ...path))?.get(1)).toBe('a\udcff');
});

test('an extension of a newer version reads as nothing and hides nothing else', () => {
  expect(unpackFields(Uint8Array.of(0x82, 1, 0xd4, 63, 0, 2, 5))).toEqual(
    new Map<number, unknown>([
      [1, null],
      [2, 5],
    ]),
  );
});

test.each<[string, readonly number[]]>([
  ['an array', [0x91, 1]],
  ['a map and more', [0x80, 0]],
  ['a map that is cut', [0x81, 1]],
  ['nesting past the limit', [0x81, 1, ...Array.from({ length: 30 }, () => 0x91), 1]],
  ['what msgpackr takes for the definition of a record', [0x81, 1, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1]],
  ['what msgpackr takes for a reference', [0x81, 1, 0xd6, 0x69, 0, 0, 0, 1, 0x90]],
])('%s is no fields', (_, bytes) => {
  expect(unpackFields(Uint8Array.from(bytes))).toBeNull();
});

test.each<[unknown, number | null]>([
  [7, 7],
  [7n, 7],
  [2 ** 32, null],
  [-1, null],
  [1.5, null],
  ['7', null],
  [null, null],
])('%s as an id', (value, expected) => {
  expect(asUint32(value)).toBe(expected);
});

test('a number is zero where something else stands', () => {
  expect([asNumber(5n), asNumber('x'), asNumber(undefined)]).toEqual([5, 0, 0]);
});
