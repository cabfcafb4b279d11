import { expect, test } from 'vitest';
import { printable } from './printable.js';

test.each([
  ['plain', 'plain'],
  ['a\nb\tc\r', 'a\\nb\\tc\\r'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['c1 \u009b31m', 'c1 \\x9b31m'],
  ['user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['zero\u200bwidth', 'zero\\u200bwidth'],
  ['no\u00a0break', 'no\\xa0break'],
  ['lone \ud800 surrogate', 'lone \\ud800 surrogate'],
  ['line\u2028separator', 'line\\u2028separator'],
  ['tag \u{e0041}', 'tag \\U000e0041'],
  ['Zoë 日本 👍', 'Zoë 日本 👍'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('whatever comes, nothing is left that cannot be seen', () => {
  for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 61) {
    expect(printable(`a${String.fromCodePoint(code)}b`)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  }
});
