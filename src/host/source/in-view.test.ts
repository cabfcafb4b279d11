import { expect, test } from 'vitest';
import { isInView, staysInView, topFor } from './in-view.js';

const lines = [{ first: 10, last: 40 }];

test.each([
  [9, false, false],
  [10, true, false],
  [11, true, true],
  [25, true, true],
  [26, true, false],
  [40, true, false],
  [41, false, false],
])('line %d of 10 to 40: in view %s, stays there %s', (line, isThere, stays) => {
  expect([isInView(line, lines), staysInView(line, lines)]).toEqual([isThere, stays]);
});

test('the first line of a file can have nothing above it', () => {
  expect(staysInView(0, [{ first: 0, last: 30 }])).toBe(true);
});

test('an editor that was not visible, and one with a fold in it', () => {
  expect(staysInView(1, [])).toBe(false);
  const folded = [
    { first: 0, last: 4 },
    { first: 50, last: 80 },
  ];
  expect([20, 60].map((line) => isInView(line, folded))).toEqual([false, true]);
});

test.each([
  [0, 500, 0],
  [3, 500, 0],
  [100, 500, 95],
  // Near the end of the file: as much above it as there may be.
  [480, 500, 469],
  [499, 500, 485],
  [20, 25, 6],
])('line %d of %d in an editor of 31 is shown below line %d', (line, lineCount, top) => {
  expect(topFor(line, lineCount, [{ first: 200, last: 230 }])).toBe(top);
  // The CodeLenses above it may be as many as the lines.
  expect((line - top) * 2).toBeLessThan(31);
});

test('an editor that does not know how high it is', () => {
  expect(topFor(499, 500, [])).toBe(494);
});
