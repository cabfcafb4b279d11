import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows } from './task-rows.js';

function placed(...stretches: readonly (readonly [number, number])[]) {
  return stretches.map(([fromNs, toNs]) => ({ fromNs, toNs, row: -1 }));
}

test('those that never overlap share a row, and the topmost free one is taken', () => {
  const tasks = placed([0, 10], [5, 20], [10, 12], [11, 30], [12, 40], [20, 22]);
  expect(packRows(tasks)).toBe(3);
  expect(tasks.map(({ row }) => row)).toEqual([0, 1, 0, 2, 0, 1]);
});

test('no two of a row overlap, and there are as many rows as run at once', () => {
  const stretch = fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 200 }), (given) => {
      const tasks = placed(...given.map(([from, length]): [number, number] => [from, from + length]));
      tasks.sort((a, b) => a.fromNs - b.fromNs);
      const rows = packRows(tasks);
      const atOnce = tasks.map(({ fromNs }) => tasks.filter((o) => o.fromNs <= fromNs && o.toNs > fromNs).length);
      expect(rows).toBe(Math.max(0, ...atOnce));
      for (const a of tasks) {
        for (const b of tasks) {
          if (a !== b && a.row === b.row) expect(a.toNs <= b.fromNs || b.toNs <= a.fromNs).toBe(true);
        }
      }
    }),
  );
});
