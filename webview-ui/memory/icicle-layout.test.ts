import { expect, test } from 'vitest';
import type { DominatedNode } from '../../src/rpc/heap-contract.js';
import { icicleBoxAt, icicleBoxes, icicleMove, icicleWay, layOutIcicle } from './icicle-layout.js';

function node(
  parent: number,
  level: number,
  retainedBytes: number,
  changed: Partial<DominatedNode> = {},
): DominatedNode {
  const plain = {
    edge: '.e',
    type: 'dict',
    repeats: 1,
    shallowBytes: 0,
    retainedCount: 1,
    omitted: 0,
    omittedBytes: 0,
  };
  return { node: retainedBytes, parent, level, retainedBytes, ...plain, ...changed };
}

/** All 1,000 bytes; below it 600 and 300 and 2 that are left out; below the first 400. */
const nodes = [
  node(-1, 0, 1000, { node: -1, omitted: 7, omittedBytes: 100 }),
  node(0, 1, 600),
  node(0, 1, 300),
  node(1, 2, 400),
  node(1, 2, 1),
];

test('a node lies below what keeps it alive, beside its like', () => {
  expect(layOutIcicle(nodes).map(({ start, width, children }) => [start, width, children])).toEqual([
    [0, 1000, [1, 2]],
    [0, 600, [3, 4]],
    [600, 300, []],
    [0, 400, []],
    [400, 1, []],
  ]);
});

test('whatever was recorded, no node reaches beyond the one above', () => {
  const wrong = [node(-1, 0, 10), node(0, 1, 8), node(0, 1, 8), node(0, 1, -5)];
  expect(layOutIcicle(wrong).map(({ start, width }) => [start, width])).toEqual([
    [0, 10],
    [0, 8],
    [8, 2],
    [10, 0],
  ]);
});

test('what is too narrow or left out is one box, with how many it stands for', () => {
  const laidOut = layOutIcicle(nodes);
  const boxes = icicleBoxes(laidOut, 500);
  expect(boxes.map(({ index, x, width, level, rest }) => [index, x, width, level, rest?.objects ?? 0])).toEqual([
    [0, 0, 500, 0, 0],
    [1, 0, 300, 1, 0],
    [2, 300, 150, 1, 0],
    [0, 450, 50, 1, 7],
    [3, 0, 200, 2, 0],
  ]);
  expect(icicleBoxAt(boxes, 470, 1)?.rest).toEqual({ objects: 7, bytes: 100 });
  expect(icicleBoxAt(boxes, 310, 2)).toBeNull();
  expect(icicleBoxes(layOutIcicle([]), 500)).toEqual([]);
});

test.each<[from: number, key: string, to: number | null]>([
  [0, 'ArrowUp', null],
  [0, 'ArrowDown', 1],
  [1, 'ArrowRight', 2],
  [2, 'ArrowRight', null],
  [2, 'ArrowLeft', 1],
  [1, 'End', 2],
  [4, 'Home', 3],
  [3, 'ArrowUp', 1],
  [3, 'ArrowDown', null],
  [3, 'x', null],
  [99, 'ArrowUp', null],
])('from node %d the key %s leads to %s', (from, key, to) => {
  expect(icicleMove(layOutIcicle(nodes), from, key)).toBe(to);
});

test('the way to a node begins at the first', () => {
  expect(icicleWay(layOutIcicle(nodes), 3).map(({ index }) => index)).toEqual([0, 1, 3]);
});
