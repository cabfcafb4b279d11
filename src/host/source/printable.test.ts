import { expect, test } from 'vitest';
import { cut, inMessage, printable, withoutIcons } from './printable.js';

test.each([
  ['plain', 'plain'],
  ['a\nb\tc\r', 'a\\nb\\tc\\r'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['zero\u200bwidth', 'zero\\u200bwidth'],
  ['lone \ud800 surrogate', 'lone \\ud800 surrogate'],
  ['line\u2028separator', 'line\\u2028separator'],
  ['Zoë 日本 👍', 'Zoë 日本 👍'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('a string of any length is cut before it is looked at, and not through a pair', () => {
  expect(printable('x'.repeat(50_000_000))).toHaveLength(200);
  expect(cut('ab👍c', 4)).toBe('ab…');
  expect(cut('abc', 3)).toBe('abc');
});

test('nothing recorded becomes a link in a notification or an icon in a quick pick', () => {
  expect(inMessage('[ok](command:workbench.action.quit)')).toBe('[ok] (command:workbench.action.quit)');
  expect(withoutIcons('$(trash) x')).toBe('\\$(trash) x');
});
