import { isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK, noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Who refers to whom: edges sorted by their target. */
export interface ReverseEdges {
  /** References to node v are first[v] to first[v + 1] - 1; nodeCount + 1 entries. */
  readonly first: Uint32Array;
  /** Node that refers. */
  readonly source: Uint32Array;
  /** Edge of the graph that it is. */
  readonly edge: Uint32Array;
}

/** Turns the edges around by counting sort; those of `weak` kinds are left out. References keep the order of edges. */
export function reverseEdges(graph: HeapGraph, weak: EdgeKinds, tick: Tick = noTick): ReverseEdges {
  const { nodeCount, edgeCount, firstEdge, target, label } = graph;
  const first = new Uint32Array(nodeCount + 1);
  let kept = 0;
  for (let edge = 0; edge < edgeCount; edge++) {
    if ((edge & TICK_MASK) === 0) tick((0.3 * edge) / edgeCount);
    if (isAmong(weak, label[edge])) continue;
    first[target[edge]]++;
    kept++;
  }
  // Each entry becomes the end of its run, and walks down to its beginning as the run is filled from behind.
  let end = 0;
  for (let node = 0; node < nodeCount; node++) {
    end += first[node];
    first[node] = end;
  }
  first[nodeCount] = kept;
  const source = new Uint32Array(kept);
  const edges = new Uint32Array(kept);
  for (let node = nodeCount - 1; node >= 0; node--) {
    if ((node & TICK_MASK) === 0) tick(1 - (0.7 * node) / nodeCount);
    for (let edge = firstEdge[node + 1] - 1; edge >= firstEdge[node]; edge--) {
      if (isAmong(weak, label[edge])) continue;
      const at = --first[target[edge]];
      source[at] = node;
      edges[at] = edge;
    }
  }
  return { first, source, edge: edges };
}
