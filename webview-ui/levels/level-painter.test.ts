import { expect, test } from 'vitest';
import { placeOf, readable } from './level-painter.js';

const area = { width: 300, height: 100, scrollTop: 50 };

test.each<[level: number, y: number | null]>([
  [0, null],
  [1, null],
  [2, -10],
  [7, 90],
  [8, null],
])('level %d of 20 pixels lies at %s when 50 are scrolled away', (level, y) => {
  expect(placeOf({ x: 4, width: 30, level }, 20, area)?.y ?? null).toBe(y);
});

test('boxes do not touch, and the narrowest is still seen', () => {
  expect(placeOf({ x: 4, width: 30, level: 3 }, 20, area)).toEqual({ x: 4, y: 10, width: 29, height: 19 });
  expect(placeOf({ x: 4, width: 0.2, level: 3 }, 20, area)?.width).toBe(1);
});

test('words are black on what is light, and white on what is dark', () => {
  expect(readable({ r: 250, g: 240, b: 200 })).toEqual({ r: 0, g: 0, b: 0 });
  expect(readable({ r: 20, g: 30, b: 90 })).toEqual({ r: 255, g: 255, b: 255 });
});
