import { expect, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { ticker, within } from './tick.js';

test('throws the reason of the signal', () => {
  const controller = new AbortController();
  const tick = ticker({ signal: controller.signal });
  tick(0);
  controller.abort(new CodedError('cancelled', 'closed'));
  expect(() => tick(0.1)).toThrow('closed');
});

test('shows the fraction, not more often than eyes follow', () => {
  const shown: number[] = [];
  const tick = ticker({ progress: (fraction) => shown.push(fraction) });
  for (let step = 0; step < 1000; step++) tick(step / 1000);
  expect(shown[0]).toBe(0);
  expect(shown.length).toBeLessThan(100);
});

test('a part goes from one fraction to another', () => {
  const shown: number[] = [];
  const part = within((fraction) => shown.push(fraction), 0.5, 0.75);
  for (const fraction of [0, 0.5, 1]) part(fraction);
  expect(shown).toEqual([0.5, 0.625, 0.75]);
});
