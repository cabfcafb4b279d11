import { expect, test, vi } from 'vitest';
import { elapsed, liveText, shortCount, together } from './format-live.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.0 k'],
  [1234, '1.2 k'],
  [9960, '10 k'],
  [34_567, '35 k'],
  [999_499, '999 k'],
  [999_999, '1.0 M'],
  [1_234_567, '1.2 M'],
  [2_700_000_000, '2.7 G'],
  [5e12, '5000 G'],
])('%d calls are %s', (count, text) => expect(shortCount(count)).toBe(text));

test.each([
  [-5000, '0:00'],
  [999, '0:00'],
  [7_000, '0:07'],
  [754_000, '12:34'],
  [3_723_000, '1:02:03'],
  [360_000_000, '100:00:00'],
])('%d ms are %s', (ms, text) => expect(elapsed(ms)).toBe(text));

test('the figures of a program, and of several', () => {
  const one = { calls: 1_200_000, bytes: 3_565_158, elapsedMs: 12_000 };
  const other = { calls: null, bytes: 0, elapsedMs: 61_000 };
  expect(liveText(one)).toBe('1.2 M calls · 3.40 MiB · 0:12');
  expect(liveText({ ...one, calls: 1 })).toBe('1 call · 3.40 MiB · 0:12');
  expect(liveText(other)).toBe('0 B · 1:01');
  expect(liveText(together([one, other, one]))).toBe('2.4 M calls · 6.80 MiB · 1:01');
  expect(together([other]).calls).toBe(null);
  expect(liveText(together([]))).toBe('0 B · 0:00');
});
