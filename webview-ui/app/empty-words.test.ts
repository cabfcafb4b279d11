import { expect, test } from 'vitest';
import { emptyWords } from './empty-words.js';

test.each([
  ['runs', true, null, /^The program runs/],
  ['ended with a syntax error', false, { exitCode: 1, signal: null }, /^The program ended with exit code 1 before/],
  ['was killed', false, { exitCode: null, signal: 'SIGKILL' }, /^The program was ended by SIGKILL before/],
  ['ended in order', false, { exitCode: 0, signal: null }, /^No calls were recorded/],
  ['ended unseen', false, null, /^No calls were recorded/],
])('a run without calls that %s', (_, isLive, ending, first) => {
  expect(emptyWords(isLive, ending)[0]).toMatch(first);
});

test('the filter is not blamed for a program that failed', () => {
  expect(emptyWords(false, { exitCode: 1, signal: null }).join(' ')).not.toMatch(/Record: Everything/);
  expect(emptyWords(false, { exitCode: 1, signal: null }).join(' ')).toMatch(/syntax error/);
  expect(emptyWords(false, { exitCode: 0, signal: null }).join(' ')).toMatch(/Record: Everything/);
});
