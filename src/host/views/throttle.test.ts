import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttled } from './throttle.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started() {
  const heard: number[] = [];
  const growth = throttled<number>(
    100,
    (value) => value < 0,
    (value) => void heard.push(value),
  );
  return { heard, growth };
}

test('the first at once, then the latest of every pause', () => {
  const { heard, growth } = started();
  for (let value = 1; value <= 30; value++) {
    growth.send(value);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(heard).toEqual([1, 10, 20, 30]);
});

test('what is urgent does not wait, and nothing older comes after it', () => {
  const { heard, growth } = started();
  for (const value of [1, 2, -1]) growth.send(value);
  vi.advanceTimersByTime(1000);
  expect(heard).toEqual([1, -1]);
});

test('nothing comes after the end', () => {
  const { heard, growth } = started();
  growth.send(1);
  growth.send(2);
  growth.dispose();
  vi.advanceTimersByTime(1000);
  expect(heard).toEqual([1]);
});
