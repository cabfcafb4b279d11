import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWords } from './split-words.js';

test.each<[line: string, words: readonly string[], onWindows?: readonly string[]]>([
  ['', []],
  ['  \t ', []],
  ['a b', ['a', 'b']],
  ['  a   --b=c ', ['a', '--b=c']],
  [`'a b' "c d"e`, ['a b', 'c de']],
  [`'' "" x`, ['', '', 'x']],
  [`a'b c'd`, ['ab cd']],
  [String.raw`'a\b'`, ['a\\b']],
  [String.raw`a\ b`, ['a b'], ['a\\', 'b']],
  [String.raw`C:\x\y.txt`, ['C:xy.txt'], [String.raw`C:\x\y.txt`]],
  [String.raw`"a\"b\\c\d"`, [String.raw`a"b\c\d`], [String.raw`a"b\\c\d`]],
  [String.raw`\"a`, ['"a']],
  ['a\\', ['a\\']],
  ['$HOME *.py `x` ; > | &', ['$HOME', '*.py', '`x`', ';', '>', '|', '&']],
  ['ü\u00a0é', ['ü', 'é']],
])('%s', (line, words, onWindows = words) => {
  expect(splitWords(line, false)).toEqual({ ok: words });
  expect(splitWords(line, true)).toEqual({ ok: onWindows });
});

test.each([`'a`, `"a`, `a "b' c`])('%s is not closed', (line) => {
  expect(splitWords(line, false)).toMatchObject({ err: { code: 'bad-argument' } });
});

test('in single quotes every word is itself', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '"', '$', 'é', '\n', '\\') }));
  fc.assert(
    fc.property(words, fc.boolean(), (given, windows) => {
      const line = given.map((word) => `'${word}'`).join(' ');
      expect(splitWords(line, windows)).toEqual({ ok: given });
    }),
  );
});
