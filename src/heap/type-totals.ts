import type { DominatorTree } from './dominators.js';
import type { HeapGraph } from './graph.js';

/** By type id. */
export interface TypeTotals {
  readonly count: Uint32Array;
  readonly shallowBytes: Float64Array;
  /** Bytes that would be free without all nodes of the type that are not dominated by another of them. */
  readonly retainedBytes: Float64Array;
  readonly retainedCount: Float64Array;
}

/**
 * Sums by type. What a type retains is summed over its nodes that have no node of the same type above them in the dominator
 * tree, so that nothing is counted twice: the rule of Eclipse Memory Analyzer's dominator tree grouped by class. Less than
 * what would be free without all of them: nodes held by two of them together are not in it.
 *
 * @param types ids are below this number; nodes of others are left out
 */
export function typeTotals({ nodeCount, shallow, type }: HeapGraph, types: number, tree: DominatorTree): TypeTotals {
  const count = new Uint32Array(types);
  const shallowBytes = new Float64Array(types);
  const retainedBytes = new Float64Array(types);
  const retainedCount = new Float64Array(types);
  for (let node = 0; node < nodeCount; node++) {
    const id = type[node];
    if (id >= types) continue;
    count[id]++;
    shallowBytes[id] += shallow[node];
  }
  // In preorder what a node dominates are the places up to an end, so one end for each type tells what is below it.
  const ends = new Uint32Array(types);
  const { order } = tree;
  for (let at = 0; at < order.length; at++) {
    const node = order[at];
    const id = type[node];
    if (id >= types || at < ends[id]) continue;
    ends[id] = at + tree.retainedCount[node];
    retainedBytes[id] += tree.retainedBytes[node];
    retainedCount[id] += tree.retainedCount[node];
  }
  return { count, shallowBytes, retainedBytes, retainedCount };
}
