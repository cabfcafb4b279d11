import { LEAF } from './depth-first.js';
import type { DepthFirst } from './depth-first.js';
import { isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK } from './tick.js';
import type { Tick } from './tick.js';

/**
 * What the search for dominators asks of a node's predecessors, all by their numbers in depth-first order. Those with
 * smaller numbers are not kept: their smallest says everything.
 */
export interface Backward {
  /** Smallest predecessor of each number; 0, the virtual root, for roots. */
  readonly semi: Int32Array;
  /** Predecessors with a greater number are from[first[number]] to from[first[number + 1] - 1]. */
  readonly first: Int32Array;
  readonly from: Int32Array;
}

export function backward(graph: HeapGraph, weak: EdgeKinds, search: DepthFirst, tick: Tick): Backward {
  const { firstEdge, target, label, roots } = graph;
  const { count, number, node: nodeOf } = search;
  const semi = new Int32Array(count + 1).fill(-1);
  const first = new Int32Array(count + 2);
  semi[0] = 0;
  for (const root of roots) if (number[root] !== LEAF) semi[number[root]] = 0;
  let kept = 0;
  for (let from = 1; from <= count; from++) {
    if ((from & TICK_MASK) === 0) tick((0.5 * from) / count);
    const node = nodeOf[from];
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const to = number[target[edge]];
      if (to === LEAF || isAmong(weak, label[edge])) continue;
      if (to > from) {
        // Sources come in ascending order.
        if (semi[to] < 0) semi[to] = from;
      } else if (to < from) {
        first[to]++;
        kept++;
      }
    }
  }
  // Each entry becomes the end of its run, and walks down to its beginning as the run is filled.
  let end = 0;
  for (let to = 0; to <= count; to++) {
    end += first[to];
    first[to] = end;
  }
  first[count + 1] = kept;
  const predecessors = new Int32Array(kept);
  for (let from = 1; from <= count; from++) {
    if ((from & TICK_MASK) === 0) tick(0.5 + (0.5 * from) / count);
    const node = nodeOf[from];
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const to = number[target[edge]];
      if (to < from && !isAmong(weak, label[edge])) predecessors[--first[to]] = from;
    }
  }
  return { semi, first, from: predecessors };
}
