import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { WEAK, graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import type { Edge } from '../../test/heap/build.js';
import { dominated, immediateDominators } from '../../test/heap/naive.js';
import { backToTheTop, bipartite, chain, ladder, star } from '../../test/heap/shapes.js';
import { dominatedBy, dominatorTree, retainedBy } from './dominators.js';
import { NONE, edgeKinds } from './graph.js';

describe('small graphs of all kinds', () => {
  const check = { numRuns: 1000 };

  test('a dominator is what no path goes without', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { dominator } = dominatorTree(graph, WEAK);
        expect([...dominator]).toEqual(immediateDominators(graph, WEAK).map((node) => node ?? NONE));
      }),
      check,
    );
  });

  test('a node retains what is lost without it, and lists it', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const tree = dominatorTree(graph, WEAK);
        const sets = dominated(graph, WEAK);
        for (let node = 0; node < graph.nodeCount; node++) {
          const lost = [...(sets.get(node) ?? [])].toSorted((a, b) => a - b);
          expect([...retainedBy(tree, node)].toSorted((a, b) => a - b)).toEqual(lost);
          expect(tree.retainedCount[node]).toBe(lost.length);
          expect(tree.retainedBytes[node]).toBe(lost.reduce((sum, other) => sum + graph.shallow[other], 0));
        }
      }),
      check,
    );
  });

  test('the children of a node are those that it dominates immediately', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const tree = dominatorTree(graph, WEAK);
        for (let node = 0; node <= graph.nodeCount; node++) {
          const expected = [...tree.dominator.keys()].filter((child) => tree.dominator[child] === node);
          expect(dominatedBy(tree, node).toSorted((a, b) => a - b)).toEqual(expected);
        }
      }),
      check,
    );
  });
});

describe('deep, wide and dense graphs', () => {
  test('a chain of 500,000', () => {
    const tree = dominatorTree(chain(500_000), 0);
    expect(tree.dominator[499_999]).toBe(499_998);
    expect(tree.retainedCount[0]).toBe(500_000);
    expect(tree.retainedBytes[123_456]).toBe(500_000 - 123_456);
  });

  test('a ladder of 15,000 rungs: nothing on it dominates', () => {
    const graph = ladder(15_000);
    const tree = dominatorTree(graph, 0);
    expect(tree.dominator.subarray(1).every((node) => node === 0)).toBe(true);
    expect(tree.retainedCount[0]).toBe(30_001);
  });

  test('a star of 500,000, with and without ways back', () => {
    for (const isCyclic of [false, true]) {
      const tree = dominatorTree(star(500_000, isCyclic), 0);
      expect(tree.dominator.subarray(1).every((node) => node === 0)).toBe(true);
      expect(dominatedBy(tree, 0)).toHaveLength(499_999);
    }
  });

  test('500 times 500, all with all', () => {
    const tree = dominatorTree(bipartite(500), 0);
    expect(tree.dominator.subarray(1).every((node) => node === 0)).toBe(true);
  });

  test('a chain of 200,000 that leads back to its top everywhere, and to itself twice', () => {
    const tree = dominatorTree(backToTheTop(200_000), 0);
    expect([...tree.dominator.subarray(1)].every((node, at) => node === at)).toBe(true);
  });

  test('every node a root', () => {
    const { nodeCount, ...rest } = chain(100_000);
    const tree = dominatorTree(
      { nodeCount, ...rest, roots: Uint32Array.from({ length: nodeCount }, (_, at) => at) },
      0,
    );
    expect(tree.dominator.every((node) => node === nodeCount)).toBe(true);
    expect(dominatedBy(tree, nodeCount)).toHaveLength(nodeCount);
  });

  test('a chain of 100,000 with as many leaves, each held from two places on it', () => {
    const length = 100_000;
    const other = (node: number) => (node * 7919) % length;
    const all = Array.from({ length }, (_, node) => node);
    const edges = all.flatMap((node): Edge[] => [
      [node, length + node],
      [other(node), length + node],
      ...(node + 1 < length ? [[node, node + 1] as const] : []),
    ]);
    const { dominator } = dominatorTree(graphOf({ nodeCount: 2 * length, roots: [0], edges }), 0);
    expect([...dominator.subarray(length)]).toEqual(all.map((node) => Math.min(node, other(node))));
  });
});

test('nothing at all', () => {
  const tree = dominatorTree(graphOf({ nodeCount: 0, edges: [], roots: [] }), 0);
  expect(tree.order).toHaveLength(0);
  expect(dominatedBy(tree, 0)).toEqual([]);
});

test('what no root leads to has no dominator and retains nothing', () => {
  const tree = dominatorTree(graphOf({ nodeCount: 3, edges: [[1, 2]], roots: [0] }), 0);
  expect([...tree.dominator]).toEqual([3, NONE, NONE]);
  expect([...tree.retainedCount]).toEqual([1, 0, 0]);
  expect(dominatedBy(tree, 1)).toEqual([]);
  expect([...retainedBy(tree, 2)]).toEqual([]);
});

test('edges of weak kinds hold nothing', () => {
  const graph = graphOf({
    nodeCount: 3,
    edges: [
      [0, 1, 31],
      [0, 2, 30],
      [2, 1, 32],
    ],
    roots: [0],
  });
  expect([...dominatorTree(graph, edgeKinds(31)).dominator]).toEqual([3, 2, 0]);
});

test('stops when it is told to, and says how far it is', () => {
  const graph = chain(200_000);
  const fractions: number[] = [];
  dominatorTree(graph, 0, (fraction) => fractions.push(fraction));
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.length).toBeGreaterThan(8);
  for (let after = 1; after <= fractions.length; after++) {
    let left = after;
    const stop = () => {
      if (--left === 0) throw new CodedError('cancelled', 'enough');
    };
    expect(() => dominatorTree(graph, 0, stop)).toThrow('enough');
  }
});
