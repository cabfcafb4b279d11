import { expect, test } from 'vitest';
import { arrowMove } from './arrow-move.js';
import type { Around } from './arrow-move.js';

const middle: Around = { node: 3, parent: 1, children: [7, 9], siblings: [2, 3, 5] };
const first: Around = { ...middle, node: 2 };
const last: Around = { ...middle, node: 5, children: [] };
const top: Around = { node: 0, parent: null, children: [1], siblings: [0] };

test.each<[name: string, from: Around, key: string, to: number | null]>([
  ['the middle', middle, 'ArrowUp', 1],
  ['the middle', middle, 'ArrowDown', 7],
  ['the middle', middle, 'ArrowLeft', 2],
  ['the middle', middle, 'ArrowRight', 5],
  ['the middle', middle, 'Home', 2],
  ['the middle', middle, 'End', 5],
  ['the middle', middle, 'x', null],
  ['the first', first, 'ArrowLeft', null],
  ['the last', last, 'ArrowRight', null],
  ['the last', last, 'ArrowDown', null],
  ['the top', top, 'ArrowUp', null],
  ['the top', top, 'ArrowRight', null],
])('from %s, %o, %s leads to %s', (_name, from, key, to) => {
  expect(arrowMove(from, key)).toBe(to);
});
