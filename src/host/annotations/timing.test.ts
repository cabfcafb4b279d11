import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Collected, Latest } from './timing.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('wishes that never pause are served all the same', () => {
  let done = 0;
  const collected = new Collected(100, () => done++);
  for (let step = 0; step < 50; step++) {
    collected.schedule();
    vi.advanceTimersByTime(10);
  }
  expect(done).toBe(5);
  collected.schedule();
  collected.dispose();
  vi.advanceTimersByTime(1000);
  expect(done).toBe(5);
});

test('what begins cancels what went on', () => {
  const latest = new Latest();
  const first = latest.begin();
  const second = latest.begin();
  expect([first.aborted, second.aborted]).toEqual([true, false]);
  latest.dispose();
  expect(second.aborted).toBe(true);
});
