import { expect, it } from 'vitest';
import { shareAt, sharePlus } from './split-share.js';

it.each([
  [300, 1000, 0.3],
  [-50, 1000, 0.1],
  [5000, 1000, 0.9],
  [10, 0, 0.9],
])('neither pane vanishes: at %d of %d', (place, length, expected) => {
  expect(shareAt(place, length)).toBe(expected);
});

it.each([
  ['ArrowLeft', 0.48],
  ['ArrowDown', 0.52],
  ['Home', 0.1],
  ['End', 0.9],
  ['x', null],
])('keys move the bar: %s', (key, expected) => {
  const share = sharePlus(0.5, key);
  if (expected === null) expect(share).toBeNull();
  else expect(share).toBeCloseTo(expected);
});
