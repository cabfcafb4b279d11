import fc from 'fast-check';
import type { HeapGraph } from '../../src/heap/graph.js';
import { graphOf } from './build.js';
import type { Edge } from './build.js';

/** Kinds of edges in these graphs are 0 to 3; the last is weak. */
export const WEAK = 1 << 3;

/** Graphs of up to 24 nodes, of every density, with self loops, parallel edges, weak edges, several roots and unreached parts. */
export const graphs = graphsUpTo(24);

/** The same with so many nodes. */
export function graphsUpTo(most: number): fc.Arbitrary<HeapGraph> {
  return fc.integer({ min: 1, max: most }).chain((nodeCount) => {
    const node = fc.nat(nodeCount - 1);
    const perNode = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: nodeCount, maxLength: nodeCount });
    const label = fc.oneof({ weight: 9, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(3) });
    return fc
      .record({
        edges: fc.array(fc.tuple(node, node, label) as fc.Arbitrary<Edge>, { maxLength: nodeCount * 3, size: 'max' }),
        roots: fc.array(node, { maxLength: 3 }),
        shallow: perNode(fc.nat(1000)),
        type: perNode(fc.nat(3)),
        refcount: perNode(fc.oneof(fc.nat(4), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1))),
      })
      .map((parts) => graphOf({ nodeCount, ...parts }));
  });
}
