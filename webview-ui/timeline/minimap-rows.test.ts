import { expect, test } from 'vitest';
import { minimapRows } from './minimap-rows.js';
import { testLane } from './test-lanes.js';

function lanes(count: number, depths: number) {
  return Array.from({ length: count }, (_, thread) => testLane({ thread, depths }));
}

test.each([
  [1, 5, 5],
  [1, 100, 24],
  [12, 100, 288],
  [40, 100, 280],
  [5000, 100, 288],
])('%d threads %d deep take %d rows, and none is left out', (count, depths, expected) => {
  const { places, rows } = minimapRows(lanes(count, depths));
  expect(rows).toBe(expected);
  expect(places).toHaveLength(count);
  expect(places.every((place) => place.rows >= 1 && place.row + place.rows <= rows)).toBe(true);
  expect(new Set(places.map(({ row }) => row)).size).toBe(Math.min(count, 288));
});

test('tasks are part of their thread', () => {
  const track = { thread: 1, tasks: 1, rows: 1, fromNs: 0, toNs: 1, left: 0 };
  expect(minimapRows([testLane({}), testLane({ track })]).places).toHaveLength(1);
});
