import { expect, test } from 'vitest';
import { dict, int, list, none, samples, text, tuple } from '../../test/golden/values.js';
import { decodeArguments, decodeExit, decodeSingle } from './call-values.js';
import { encodeValue, encodeValues } from './encode-value.js';
import { FunctionFlag } from './schema.gen.js';

const plain = { names: ['a', 'b', 'c'], flags: FunctionFlag.optimized };
const body = { names: [], flags: 0 };
const unbound = samples['unbound'];

test('arguments stand under their names, in order', () => {
  expect([...decodeArguments(plain, encodeValues([int(1), none]))]).toEqual([
    ['a', int(1)],
    ['b', none],
  ]);
});

test('arguments that were left out are counted, those without a name are numbered', () => {
  expect([...decodeArguments({ names: ['a'] }, encodeValues([int(1), int(2)], 3))]).toEqual([
    ['a', int(1)],
    ['#1', int(2)],
    ['…', { kind: 'truncated', count: 3 }],
  ]);
});

test('locals of a function go by index, those without a value are left out', () => {
  const { outcome, locals } = decodeExit(plain, encodeValues([text('done'), list([int(1), unbound, int(3)])]));
  expect(outcome).toEqual(text('done'));
  expect([...(locals ?? [])]).toEqual([
    ['a', int(1)],
    ['c', int(3)],
  ]);
});

test('locals of a class body go by name', () => {
  const value = dict(
    [
      [text('x'), int(1)],
      [tuple([]), int(2)],
    ],
    1,
  );
  expect([...(decodeExit(body, encodeValues([none, value])).locals ?? [])]).toEqual([
    ['x', int(1)],
    ['()', int(2)],
    ['…', { kind: 'truncated', count: 1 }],
  ]);
});

test('locals that were not recorded are null', () => {
  expect(decodeExit(plain, encodeValues([none, none])).locals).toBeNull();
  expect(decodeExit(plain, encodeValues([none]))).toEqual({ outcome: none, locals: null });
});

test('a yielded value is the only item', () => {
  expect(decodeSingle(encodeValues([int(4)]))).toEqual(int(4));
});

test('what is no array is an error in its place', () => {
  const wrong = { kind: 'error', message: 'a int where an array belongs' };
  expect([...decodeArguments(plain, encodeValue(int(1)))]).toEqual([['…', wrong]]);
  expect(decodeExit(plain, encodeValue(int(1)))).toEqual({ outcome: wrong, locals: null });
  expect(decodeSingle(encodeValue(int(1)))).toEqual(wrong);
  expect(decodeSingle(new Uint8Array())).toMatchObject({ kind: 'error' });
});
