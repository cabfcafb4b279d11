import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WEAK, graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import { reached } from '../../test/heap/naive.js';
import { chain } from '../../test/heap/shapes.js';
import { edgesFrom, freedBy } from './cut.js';
import { dominatorTree } from './dominators.js';
import { kindOf } from './graph.js';

test('frees what is not reached without the edges', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(), { maxLength: 8 }), (graph, draws) => {
      const cut = new Set(graph.edgeCount === 0 ? [] : draws.map((draw) => draw % graph.edgeCount));
      const left = reached(graph, WEAK, null, cut);
      const lost = [...reached(graph, WEAK)].filter((node) => !left.has(node)).toSorted((a, b) => a - b);
      const { bytes, count, isFreed } = freedBy(graph, WEAK, cut);
      expect([...isFreed.keys()].filter((node) => isFreed[node] === 1)).toEqual(lost);
      expect(count).toBe(lost.length);
      expect(bytes).toBe(lost.reduce((sum, node) => sum + graph.shallow[node], 0));
    }),
    { numRuns: 500 },
  );
});

test('to cut all edges to a node frees what it retains', () => {
  fc.assert(
    fc.property(graphs, fc.nat(23), (graph, draw) => {
      const node = draw % graph.nodeCount;
      fc.pre(!graph.roots.includes(node));
      const cut = [...graph.target.keys()].filter((edge) => graph.target[edge] === node);
      const { bytes, count } = freedBy(graph, WEAK, cut);
      const { retainedBytes, retainedCount } = dominatorTree(graph, WEAK);
      expect([bytes, count]).toEqual([retainedBytes[node], retainedCount[node]]);
    }),
  );
});

test('the edges of one kind of one node', () => {
  const edges = [
    [0, 1, 32],
    [1, 2, 33],
    [1, 2, 65],
    [1, 0, 34],
    [2, 0, 33],
  ] as const;
  const graph = graphOf({ nodeCount: 3, edges, roots: [] });
  expect(edgesFrom(graph, 1, (label) => kindOf(label) === 1)).toEqual([1, 2]);
});

test('a chain of 500,000, cut near its top', () => {
  expect(freedBy(chain(500_000), 0, [10])).toMatchObject({ bytes: 499_989, count: 499_989 });
});

test('stops when it is told to', () => {
  const tick = () => {
    throw new Error('enough');
  };
  expect(() => freedBy(chain(70_000), 0, [], tick)).toThrow('enough');
});
