import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WEAK, graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import { holdingEdges, reached } from '../../test/heap/naive.js';
import { chain } from '../../test/heap/shapes.js';
import { NONE, isAmong, sourceOf } from './graph.js';
import type { HeapGraph } from './graph.js';
import { longerPath, reach, reachFurther, shortestPath } from './reach.js';
import type { Reach } from './reach.js';
import { reverseEdges } from './reverse.js';

/** Bellman and Ford: relaxes until nothing changes. */
function distances(graph: HeapGraph): number[] {
  const found = Array.from({ length: graph.nodeCount }, (_, node) => (graph.roots.includes(node) ? 0 : Infinity));
  for (let round = 0; round < graph.nodeCount; round++) {
    for (let node = 0; node < graph.nodeCount; node++) {
      for (const { to } of holdingEdges(graph, WEAK, node)) found[to] = Math.min(found[to], found[node] + 1);
    }
  }
  return found.map((distance) => (distance === Infinity ? NONE : distance));
}

function checkPath(graph: HeapGraph, found: Reach, node: number, roots: Uint32Array): void {
  const path = shortestPath(found, node);
  if (path === null) {
    expect(found.distance[node]).toBe(NONE);
    return;
  }
  const { nodes, edges } = path;
  expect(edges).toHaveLength(found.distance[node]);
  expect(roots).toContain(nodes[0]);
  expect(nodes.at(-1)).toBe(node);
  for (const [at, edge] of edges.entries()) {
    expect(sourceOf(graph, edge)).toBe(nodes[at]);
    expect(graph.target[edge]).toBe(nodes[at + 1]);
    expect(isAmong(WEAK, graph.label[edge])).toBe(false);
  }
}

test('distances and paths are the shortest, over edges that hold', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const found = reach(graph, WEAK);
      expect([...found.distance]).toEqual(distances(graph));
      expect(found.count).toBe(reached(graph, WEAK).size);
      for (let node = 0; node < graph.nodeCount; node++) checkPath(graph, found, node, graph.roots);
    }),
  );
});

test('more roots reach what was not reached, and change nothing else', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(23)), (graph, others) => {
      const before = reach(graph, WEAK);
      const more = Uint32Array.from(others.filter((node) => node < graph.nodeCount));
      const after = reachFurther(graph, WEAK, reach(graph, WEAK), more);
      const roots = Uint32Array.of(...graph.roots, ...more);
      expect(after.count).toBe(reached({ ...graph, roots }, WEAK).size);
      for (let node = 0; node < graph.nodeCount; node++) {
        if (before.distance[node] !== NONE) expect(shortestPath(after, node)).toEqual(shortestPath(before, node));
        checkPath(graph, after, node, roots);
      }
    }),
  );
});

test('of ways that are as short, that of the earlier root and then of the earlier edge', () => {
  const edges = [
    [0, 2, 5],
    [1, 2, 1],
    [1, 2, 2],
  ] as const;
  const path = (...roots: number[]) => shortestPath(reach(graphOf({ nodeCount: 3, edges, roots }), 0), 2);
  expect(path(0, 1)).toEqual({ nodes: Uint32Array.of(0, 2), edges: Uint32Array.of(0) });
  expect(path(1, 0)).toEqual({ nodes: Uint32Array.of(1, 2), edges: Uint32Array.of(1) });
});

test('a chain of 500,000', () => {
  const path = shortestPath(reach(chain(500_000), 0), 499_999);
  expect(path?.edges).toHaveLength(499_999);
});

test('reverse edges are the edges that hold, by target, in order', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { first, source, edge } = reverseEdges(graph, WEAK);
      for (let node = 0; node < graph.nodeCount; node++) {
        const expected = [...graph.target.keys()].filter(
          (at) => graph.target[at] === node && !isAmong(WEAK, graph.label[at]),
        );
        expect([...edge.subarray(first[node], first[node + 1])]).toEqual(expected);
        const sources = expected.map((at) => sourceOf(graph, at));
        expect([...source.subarray(first[node], first[node + 1])]).toEqual(sources);
      }
      expect(first[graph.nodeCount]).toBe(edge.length);
    }),
  );
});

test('looks up whether to stop while it works', () => {
  const graph = chain(200_000);
  const stop = (fraction: number) => {
    if (fraction > 0.5) throw new Error('enough');
  };
  expect(() => reach(graph, 0, stop)).toThrow('enough');
  expect(() => reverseEdges(graph, 0, stop)).toThrow('enough');
});

test('a path along a chain of 500,000 gets one edge more', () => {
  const path = shortestPath(reach(chain(500_000), 0), 499_998);
  if (path === null) throw new Error('the chain is whole');
  expect(longerPath(path, 499_998, 499_999)).toEqual(shortestPath(reach(chain(500_000), 0), 499_999));
});
