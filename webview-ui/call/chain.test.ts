import { expect, test } from 'vitest';
import { collapsed } from './chain.js';

function chain(functions: string) {
  return functions.split('').map((letter, id) => ({ id, functionId: letter.charCodeAt(0) }));
}

test.each([
  ['', []],
  ['abc', [1, 1, 1]],
  ['aab', [1, 1, 1]],
  ['baaaac', [1, 4, 1]],
  ['aaabaaa', [3, 1, 3]],
  ['abababab', [1, 1, 1, 1, 1, 1, 1, 1]],
])('%s', (functions, lengths) => {
  const calls = chain(functions);
  const entries = collapsed(calls);
  expect(entries.map((entry) => entry.calls.length)).toEqual(lengths);
  expect(entries.flatMap((entry) => entry.calls)).toEqual(calls);
});

test('half a million of one function are one entry', () => {
  const deep = Array.from({ length: 500_000 }, (_, id) => ({ id, functionId: 1 }));
  expect(collapsed(deep)).toHaveLength(1);
});
