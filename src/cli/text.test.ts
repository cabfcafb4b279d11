import { expect, test } from 'vitest';
import { displayWidth, fit, shellQuote } from './text.js';

test.each([
  ['abc', 3],
  ['数字', 4],
  ['e\u0301', 1],
  ['🐍', 2],
  ['', 0],
])('%s takes %d columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});

test.each([
  ['abcdef', 6, 'end', 'abcdef'],
  ['abcdef', 4, 'end', 'abc…'],
  ['/a/b/c.py', 5, 'start', '…c.py'],
  ['数字数字', 5, 'end', '数字…'],
  ['abc', 0, 'end', ''],
] as const)('%s in %d columns, cut at the %s', (text, columns, cut, fitted) => {
  expect(fit(text, columns, cut)).toBe(fitted);
});

test.each([
  ['orders.price', 'orders.price'],
  ['<module>', `'<module>'`],
  [`it's`, `'it'\\''s'`],
  ['', `''`],
  ['\u001b[31m', String.raw`'\x1b[31m'`],
])('%j is quoted as %s', (word, quoted) => {
  expect(shellQuote(word)).toBe(quoted);
});
