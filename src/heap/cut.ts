import { hasAny, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK, noTick, within } from './tick.js';
import type { Tick } from './tick.js';

/** What is lost when edges are cleared. */
export interface Freed {
  readonly bytes: number;
  readonly count: number;
  /** 1 for each node that is lost. */
  readonly isFreed: Uint8Array;
}

/**
 * Exactly what the roots would no longer reach without some edges, nodes that they did not reach before left out. Reference
 * counts play no part: what C holds besides stays alive all the same, unless it is among the roots.
 */
export function freedBy(graph: HeapGraph, weak: EdgeKinds, cut: Iterable<number>, tick: Tick = noTick): Freed {
  const stack = new Uint32Array(graph.nodeCount);
  const before = reachable(graph, weak, graph.roots, null, stack, within(tick, 0, 0.5));
  const cleared = new Uint8Array(graph.edgeCount);
  for (const edge of cut) cleared[edge] = 1;
  const after = reachable(graph, weak, graph.roots, cleared, stack, within(tick, 0.5, 1));
  let bytes = 0;
  let count = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    before[node] ^= after[node];
    if (before[node] === 0) continue;
    bytes += graph.shallow[node];
    count++;
  }
  return { bytes, count, isFreed: before };
}

/** 1 for nodes to which one of some nodes leads. */
export function reachableFrom(graph: HeapGraph, weak: EdgeKinds, roots: Uint32Array, tick: Tick = noTick): Uint8Array {
  return reachable(graph, weak, roots, null, new Uint32Array(graph.nodeCount), tick);
}

/**
 * By edges that are not cleared.
 *
 * @param stack room for all nodes
 */
function reachable(
  graph: HeapGraph,
  weak: EdgeKinds,
  roots: Uint32Array,
  cleared: Uint8Array | null,
  stack: Uint32Array,
  tick: Tick,
): Uint8Array {
  const { nodeCount, firstEdge, target, label } = graph;
  const isAnyWeak = hasAny(weak);
  const seen = new Uint8Array(nodeCount);
  let height = 0;
  let visited = 0;
  for (const root of roots) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    stack[height++] = root;
  }
  while (height > 0) {
    if ((++visited & TICK_MASK) === 0) tick(visited / nodeCount);
    const node = stack[--height];
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const to = target[edge];
      if (seen[to] === 1 || (isAnyWeak && isAmong(weak, label[edge])) || (cleared !== null && cleared[edge] === 1))
        continue;
      seen[to] = 1;
      stack[height++] = to;
    }
  }
  return seen;
}

/** Edges of a node whose labels are wanted: all items of a list, the one attribute that a program would clear. */
export function edgesFrom(
  { firstEdge, label }: HeapGraph,
  node: number,
  isWanted: (label: number) => boolean,
): number[] {
  const edges = [];
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) if (isWanted(label[edge])) edges.push(edge);
  return edges;
}
