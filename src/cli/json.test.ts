import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RawJson, stringify, stringifyLines } from './json.js';
import type { Json } from './json.js';

test.each<[Json, string]>([
  [{ a: 1n << 80n }, '{"a":1208925819614629174706176}'],
  [{ a: new RawJson('[7]'), b: null }, '{"a":[7],"b":null}'],
  [[Number.NaN, Number.POSITIVE_INFINITY], '[null,null]'],
  ['\ud800', '"\\ud800"'],
  [{ __proto__: null, text: 'x' }, '{"text":"x"}'],
])('%s', (value, text) => {
  expect(stringify(value)).toBe(text);
});

test('whatever JSON can say is said as JSON.stringify says it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stringify(value as Json)).toBe(JSON.stringify(value));
    }),
  );
});

test('lines parse as one array', () => {
  expect(JSON.parse(stringifyLines([]))).toEqual([]);
  expect(JSON.parse(stringifyLines([1, { a: 'x' }]))).toEqual([1, { a: 'x' }]);
});
