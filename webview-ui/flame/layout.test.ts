import { expect, test } from 'vitest';
import type { TreeNode } from '../../src/store/api.js';
import { flameMove } from './flame-keys.js';
import { findPath, functionPath, layOut } from './layout.js';
import { matches } from './matches.js';
import { boxAt, leftOutNs, visibleFlame } from './visible.js';
import { crumbs, zoomShowing } from './zoom.js';

function node(functionId: number, totalNs: number, children: readonly TreeNode[] = []): TreeNode {
  const selfNs = totalNs - children.reduce((sum, child) => sum + child.totalNs, 0);
  return { functionId, qualname: `f${functionId}`, file: 'shop.py', line: 1, calls: 1, selfNs, totalNs, children };
}

/** 1 (100) calls 2 (20) and 3 (60); 3 calls 4 (30). 5 (50) stands beside it. */
const roots = [node(5, 50), node(1, 100, [node(2, 20), node(3, 60, [node(4, 30)])])];
const layout = layOut(roots);
const indexOf = (functionId: number) => layout.nodes.findIndex(({ source }) => source.functionId === functionId);

test('the widest is leftmost on every level', () => {
  const places = layout.nodes.map(({ source, level, start, width }) => [source.functionId, level, start, width]);
  expect(places).toEqual([
    [1, 0, 0, 100],
    [5, 0, 100, 50],
    [3, 1, 0, 60],
    [2, 1, 60, 20],
    [4, 2, 0, 30],
  ]);
  expect(layout.totalNs).toBe(150);
  expect(layout.depth).toBe(3);
});

test('what is said to be wider than its caller is cut, and what is left of nothing is nothing', () => {
  const { nodes } = layOut([{ ...node(1, 10), children: [node(2, 8), node(3, 7), node(4, -1)] }]);
  expect(nodes.map(({ start, width }) => [start, width])).toEqual([
    [0, 10],
    [0, 8],
    [8, 2],
    [10, 0],
  ]);
});

test('a chain of a hundred thousand does not overflow the stack', () => {
  let deep = node(1, 1);
  for (let level = 1; level < 100_000; level++) deep = { ...node(1, 1), children: [deep] };
  const chain = layOut([deep]);
  expect(chain.depth).toBe(100_000);
  expect(visibleFlame(chain, null, 100).boxes).toHaveLength(100_000);
  expect(leftOutNs(chain, null)).toBe(0);
});

test('all of it over 300 pixels', () => {
  const { boxes, tooNarrow } = visibleFlame(layout, null, 300);
  expect(boxes.map(({ node: { source }, x, width }) => [source.functionId, x, width])).toEqual([
    [1, 0, 200],
    [3, 0, 120],
    [4, 0, 60],
    [2, 120, 40],
    [5, 200, 100],
  ]);
  expect(tooNarrow).toBe(0);
});

test('zoomed: callers above over the whole width, those beside gone', () => {
  const { boxes } = visibleFlame(layout, indexOf(3), 300);
  expect(boxes.map(({ node: { source }, x, width, above }) => [source.functionId, x, width, above])).toEqual([
    [1, 0, 300, true],
    [3, 0, 300, false],
    [4, 0, 150, false],
  ]);
});

test('what is too narrow is counted with all below it', () => {
  const narrow = layOut([node(1, 10_000, [node(2, 2, [node(3, 1)])])]);
  expect(visibleFlame(narrow, null, 300)).toMatchObject({ tooNarrow: 2 });
  expect(visibleFlame(layOut([]), null, 300)).toEqual({ boxes: [], tooNarrow: 0 });
});

test.each([
  [10, 0, 1],
  [250, 0, 5],
  [130, 1, 2],
  [250, 1, undefined],
  [10, 9, undefined],
])('at %d pixels on level %d', (x, level, functionId) => {
  expect(boxAt(visibleFlame(layout, null, 300).boxes, x, level)?.node.source.functionId).toBe(functionId);
});

test('a node is found again by its functions in a newer tree', () => {
  const path = functionPath(layout, indexOf(4));
  expect(path).toEqual([1, 3, 4]);
  const newer = layOut([node(6, 900), ...roots]);
  expect(newer.nodes[findPath(newer, path) ?? -1].source.functionId).toBe(4);
  expect(findPath(newer, [1, 4])).toBeNull();
  expect(findPath(newer, [])).toBeNull();
});

test.each([
  [3, 'ArrowUp', 1],
  [1, 'ArrowUp', null],
  [1, 'ArrowDown', 3],
  [4, 'ArrowDown', null],
  [3, 'ArrowRight', 2],
  [2, 'ArrowRight', null],
  [2, 'ArrowLeft', 3],
  [1, 'ArrowRight', 5],
  [5, 'Home', 1],
  [1, 'End', 5],
  [1, 'x', null],
])('from f%d, %s', (from, key, to) => {
  const index = flameMove(layout, indexOf(from), key);
  expect(index === null ? null : layout.nodes[index].source.functionId).toBe(to);
});

test.each([
  [3, 4, 3],
  [3, 1, 3],
  [3, 2, 1],
  [3, 5, null],
  [null, 5, null],
])('zoomed to %s, to see f%d the zoom is %s', (zoomed, wanted, expected) => {
  const at = zoomShowing(layout, zoomed === null ? null : indexOf(zoomed), indexOf(wanted));
  expect(at === null ? null : layout.nodes[at].source.functionId).toBe(expected);
});

test('a long way back is shortened in the middle', () => {
  let deep = node(20, 1);
  for (let functionId = 19; functionId >= 1; functionId--) deep = node(functionId, 1, [deep]);
  const long = layOut([deep]);
  const names = crumbs(long, 19).map((crumb) => ('hidden' in crumb ? crumb.hidden : crumb.node.source.qualname));
  expect(names).toEqual(['f1', 15, 'f17', 'f18', 'f19', 'f20']);
  expect(crumbs(long, 5)).toHaveLength(6);
});

test('matches count each moment once', () => {
  expect(matches(layout, 'f1')).toEqual({ functions: new Set([1]), ns: 100 });
  expect(matches(layout, 'shop.py')).toEqual({ functions: new Set([1, 2, 3, 4, 5]), ns: 150 });
  expect(matches(layout, 'none')).toEqual({ functions: new Set(), ns: 0 });
  expect(matches(layout, ' ')).toBeNull();
});

test('time of what the store left out is told', () => {
  expect(leftOutNs(layout, null)).toBe(0);
  const cut = layOut([{ ...node(1, 100), selfNs: 30, children: [node(2, 50)] }]);
  expect(leftOutNs(cut, null)).toBe(20);
  expect(leftOutNs(cut, 0)).toBe(20);
  expect(leftOutNs(cut, 1)).toBe(0);
});

/** 1 (1000) spends 100 itself, calls 2 (600), 3 (200) that spends nothing, and 40 that are left out (100 together). */
const withRest = layOut([
  {
    ...node(1, 1000, [node(2, 600), { ...node(3, 200), selfNs: 0 }]),
    selfNs: 100,
    omitted: 40,
  },
]);

test('what is left out of a tree is one node, the last: children are as wide as the time their caller did not spend', () => {
  const told = withRest.nodes.map(({ source, isRest, start, width }) => [source.qualname, isRest, start, width]);
  expect(told).toEqual([
    ['f1', false, 0, 1000],
    ['f2', false, 0, 600],
    ['f3', false, 600, 200],
    ['40 more functions', true, 800, 100],
    ['deeper calls', true, 600, 200],
  ]);
  for (const { source, isRest, children } of withRest.nodes) {
    if (isRest) continue;
    const below = children.reduce((sum, index) => sum + withRest.nodes[index].width, 0);
    expect(below).toBe(source.totalNs - source.selfNs);
  }
  expect(withRest.depth).toBe(2);
  expect(leftOutNs(withRest, null)).toBe(300);
});

test('what is too narrow to draw is one box with what is left out, and no gap stays', () => {
  const many = Array.from({ length: 50 }, (_, at) => node(10 + at, 4));
  const narrow = layOut([{ ...node(1, 1000, [node(2, 600), ...many]), selfNs: 100, omitted: 7 }]);
  const { boxes, tooNarrow } = visibleFlame(narrow, null, 100);
  const told = boxes.map(({ node: { source }, rest, x, width }) => [source.functionId, rest?.functions, x, width]);
  expect(told).toEqual([
    [1, undefined, 0, 100],
    [10, 57, 60, 30],
    [2, undefined, 0, 60],
  ]);
  expect(tooNarrow).toBe(50);
  expect(boxAt(boxes, 85, 1)?.rest).toEqual({ functions: 57, ns: 300, end: 53 });
  // Together still narrower than half a pixel.
  expect(visibleFlame(narrow, null, 1).boxes.map(({ rest }) => rest === null)).toEqual([true, true]);
  expect(visibleFlame(withRest, null, 100).boxes.filter(({ rest }) => rest !== null)).toHaveLength(2);
});

test('what is left out is found again, is no match of a search, and arrows lead to it', () => {
  const rest = withRest.nodes.findIndex(({ source }) => source.qualname === '40 more functions');
  expect(findPath(withRest, functionPath(withRest, rest))).toBe(rest);
  expect(matches(withRest, 'more')?.functions.size).toBe(0);
  expect(flameMove(withRest, 1, 'End')).toBe(rest);
});
