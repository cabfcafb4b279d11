import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyValue, dict, float, int, list, none, object, samples, text, tuple } from '../../test/golden/values.js';
import { toJson } from './json.js';
import type { Value } from './value.js';

test.each<[string, Value, string]>([
  ['an int of 31 digits', int(10n ** 30n), '1000000000000000000000000000000'],
  ['an int', int(1), '1'],
  ['a whole float', float(1), '1.0'],
  ['negative zero', float(-0), '-0.0'],
  ['a large float', float(1e21), '1e+21'],
  ['nan', float(NaN), '{"$type":"float","value":"nan"}'],
  ['minus infinity', float(-Infinity), '{"$type":"float","value":"-inf"}'],
  [
    'a complex',
    { kind: 'complex', real: 1, imaginary: NaN },
    '{"$type":"complex","real":1.0,"imaginary":{"$type":"float","value":"nan"}}',
  ],
  ['a lone surrogate', text('\udcff'), '"\\udcff"'],
  ['a list', list([none, int(2)]), '[null,2]'],
  ['a list with more', list([int(1)], 9), '[1,{"$type":"truncated","count":9}]'],
  ['a tuple', tuple([int(1)]), '{"$type":"tuple","items":[1]}'],
  ['a dict', dict([[text('a'), float(2)]]), '{"a":2.0}'],
  ['a dict with int keys', dict([[int(1), none]]), '{"$type":"dict","entries":[[1,null]]}'],
  ['a dict with $type', dict([[text('$type'), none]]), '{"$type":"dict","entries":[["$type",null]]}'],
  [
    'a dict with one key twice',
    dict([
      [text('a'), int(1)],
      [text('a'), int(2)],
    ]),
    '{"$type":"dict","entries":[["a",1],["a",2]]}',
  ],
  ['a dict with more', dict([[text('a'), int(1)]], 2), '{"$type":"dict","entries":[["a",1]],"more":2}'],
  [
    'an object',
    object('shop.Cart', [{ name: 'n', value: int(1) }]),
    '{"$type":"shop.Cart","id":139638282147440,"attributes":{"n":1}}',
  ],
  [
    'an object of a class called tuple',
    object('tuple', null),
    '{"$type":"object","type":"tuple","id":139638282147440}',
  ],
  ['redacted', { kind: 'redacted' }, '{"$type":"redacted"}'],
  ['bytes', { kind: 'bytes', value: Uint8Array.of(0, 255) }, '{"$type":"bytes","base64":"AP8="}'],
])('%s', (_, value, expected) => {
  expect(toJson(value)).toBe(expected);
});

test.each(Object.entries(samples))('%s is JSON', (_, value) => {
  expect(() => void JSON.parse(toJson(value))).not.toThrow();
});

test('any value is JSON on one line', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const json = toJson(value);
      JSON.parse(json);
      expect(json).not.toMatch(/[\n\u001b]/);
    }),
  );
});

test('ints and floats read back to the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(JSON.parse(toJson(float(value)))).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      expect(toJson(int(value))).toBe(String(value));
    }),
  );
});

test('different values of plain Python types have different JSON', () => {
  const plain = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(none, text('$type'), text('tuple'), int(1), float(1), text('1')),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => list(items)),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => tuple(items)),
      fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => dict(entries)),
    ),
  })).value;
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(toJson(a) === toJson(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
