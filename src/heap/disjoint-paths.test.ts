import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WEAK, graphsUpTo } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import type { Edge } from '../../test/heap/build.js';
import { holdingEdges } from '../../test/heap/naive.js';
import { chain, ladder } from '../../test/heap/shapes.js';
import { disjointPaths } from './disjoint-paths.js';
import { isAmong, sourceOf } from './graph.js';
import type { HeapGraph } from './graph.js';
import { reach } from './reach.js';
import { reverseEdges } from './reverse.js';

/** Fewest nodes, the wanted one apart, without which no root leads to it: Menger's other side. */
function smallestCut(graph: HeapGraph, node: number): number {
  const others = Array.from({ length: graph.nodeCount }, (_, other) => other).filter((other) => other !== node);
  let fewest = Infinity;
  for (let set = 0; set < 2 ** others.length; set++) {
    const removed = new Set(others.filter((_, at) => ((set >>> at) & 1) === 1));
    if (removed.size >= fewest) continue;
    const seen = new Set([...graph.roots].filter((root) => root !== node && !removed.has(root)));
    for (const one of seen) {
      for (const { to } of holdingEdges(graph, WEAK, one)) if (!removed.has(to)) seen.add(to);
    }
    if (!seen.has(node)) fewest = removed.size;
  }
  return fewest;
}

test('as many as nodes have to go before it is let go, and none shares a node', () => {
  fc.assert(
    fc.property(graphsUpTo(9), fc.nat(8), (graph, draw) => {
      const node = draw % graph.nodeCount;
      const isRoot = graph.roots.includes(node);
      const { paths, end } = disjointPaths(graph, reverseEdges(graph, WEAK), node, { most: 100 });
      expect(end).toBe('all');
      expect(paths).toHaveLength(smallestCut(graph, node) + (isRoot ? 1 : 0));
      const used = new Set<number>();
      for (const { nodes, edges } of paths) {
        expect(graph.roots).toContain(nodes[0]);
        expect(nodes.at(-1)).toBe(node);
        for (const other of nodes.subarray(0, -1)) {
          expect(used).not.toContain(other);
          expect(other).not.toBe(node);
          used.add(other);
        }
        expect(edges).toHaveLength(nodes.length - 1);
        for (const [at, edge] of edges.entries()) {
          expect([sourceOf(graph, edge), graph.target[edge]]).toEqual([nodes[at], nodes[at + 1]]);
          expect(isAmong(WEAK, graph.label[edge])).toBe(false);
        }
      }
      const lengths = paths.map(({ edges }) => edges.length);
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    }),
    { numRuns: 400 },
  );
});

test('one alone is a shortest one', () => {
  fc.assert(
    fc.property(graphsUpTo(20), fc.nat(19), (graph, draw) => {
      const node = draw % graph.nodeCount;
      const found = reach(graph, WEAK);
      fc.pre(found.distance[node] < graph.nodeCount);
      const { paths, end } = disjointPaths(graph, reverseEdges(graph, WEAK), node, { most: 1 });
      expect(paths.map(({ edges }) => edges.length)).toEqual([found.distance[node]]);
      expect(end).toBe('most');
    }),
  );
});

test('a second path sends the first another way', () => {
  // 0 -> 2 -> 4 is the shortest; with it the other root 1, which reaches 2 alone, is blocked.
  const edges: Edge[] = [
    [0, 2],
    [1, 2],
    [2, 4],
    [0, 3],
    [3, 5],
    [5, 4],
  ];
  const graph = graphOf({ nodeCount: 6, edges, roots: [0, 1] });
  const { paths } = disjointPaths(graph, reverseEdges(graph, 0), 4, { most: 2 });
  expect(paths.map(({ nodes }) => [...nodes])).toEqual([
    [1, 2, 4],
    [0, 3, 5, 4],
  ]);
});

test('a node that the second path frees is there for a third', () => {
  // Names of nodes, each held by the next; the first way to t is over v, which the second gives up.
  const ways = [
    't w v u r0',
    't x1 x2 x3 u',
    'w y1 y2 y3 r1',
    't z1 z2 z3 z4 z5 z6 v',
    'v q1 q2 q3 q4 q5 q6 q7 q8 q9 r2',
  ].map((way) => way.split(' '));
  const names = [...new Set(ways.flat())];
  const number = (name = '') => names.indexOf(name);
  const edges = ways.flatMap((way) => way.slice(1).map((name, at): Edge => [number(name), number(way[at])]));
  const graph = graphOf({ nodeCount: names.length, edges, roots: ['r0', 'r1', 'r2'].map(number) });
  const held = (most: number) =>
    disjointPaths(graph, reverseEdges(graph, 0), number('t'), { most }).paths.map(({ nodes }) =>
      Array.from(nodes.toReversed(), (node) => names[node]).join(' '),
    );
  expect(held(1)).toEqual(['t w v u r0']);
  expect(held(2)).toEqual(['t w y1 y2 y3 r1', 't x1 x2 x3 u r0']);
  expect(held(3)).toEqual([...held(2), 't z1 z2 z3 z4 z5 z6 v q1 q2 q3 q4 q5 q6 q7 q8 q9 r2']);
});

test('a chain of 500,000 is one way, both rails of a ladder of 15,000 rungs are two', () => {
  const long = chain(500_000);
  expect(disjointPaths(long, reverseEdges(long, 0), 499_999, { most: 5 })).toMatchObject({ end: 'all' });
  const { nodeCount, ...rest } = ladder(15_000);
  const graph = { ...rest, nodeCount, roots: Uint32Array.of(1, 2) };
  const reverse = reverseEdges(graph, 0);
  const { paths } = disjointPaths(graph, reverse, nodeCount - 1, { most: 5 });
  expect(paths.length).toBe(2);
});

test('gives up after so many steps with what it has', () => {
  const graph = ladder(1000);
  const reverse = reverseEdges(graph, 0);
  expect(disjointPaths(graph, reverse, 1500, { most: 5, steps: 500 })).toEqual({ paths: [], end: 'steps' });
});

test('stops when it is told to, and asks for a node that is there', () => {
  const graph = chain(200_000);
  const reverse = reverseEdges(graph, 0);
  const tick = () => {
    throw new Error('enough');
  };
  expect(() => disjointPaths(graph, reverse, 199_999, { most: 1, tick })).toThrow('enough');
  expect(() => disjointPaths(graph, reverse, 200_000, { most: 1 })).toThrow('no object');
});
