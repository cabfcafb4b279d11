import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WEAK, graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import { dominated } from '../../test/heap/naive.js';
import { dominatorTree } from './dominators.js';
import { typeTotals } from './type-totals.js';

test('a type retains what its topmost nodes retain', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const totals = typeTotals(graph, 4, dominatorTree(graph, WEAK));
      const sets = dominated(graph, WEAK);
      for (let type = 0; type < 4; type++) {
        const all = [...graph.type.keys()].filter((node) => graph.type[node] === type);
        const sum = (nodes: Iterable<number>) => [...nodes].reduce((bytes, node) => bytes + graph.shallow[node], 0);
        expect(totals.count[type]).toBe(all.length);
        expect(totals.shallowBytes[type]).toBe(sum(all));
        // What is dominated by any node of the type, each once.
        const retained = new Set(all.flatMap((node) => [...(sets.get(node) ?? [])]));
        expect(totals.retainedCount[type]).toBe(retained.size);
        expect(totals.retainedBytes[type]).toBe(sum(retained));
      }
    }),
  );
});

test('a list of lists counts once, what two of them hold together not at all', () => {
  const graph = graphOf({
    nodeCount: 5,
    edges: [
      [0, 1],
      [0, 2],
      [1, 4],
      [2, 4],
      [1, 3],
    ],
    roots: [1, 2],
    type: [0, 7, 7, 7, 0],
    shallow: [1, 10, 100, 1000, 10_000],
  });
  const { count, shallowBytes, retainedBytes } = typeTotals(graph, 8, dominatorTree(graph, 0));
  expect([count[7], shallowBytes[7], retainedBytes[7]]).toEqual([3, 1110, 1110]);
});
