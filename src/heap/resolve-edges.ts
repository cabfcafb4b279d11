import { AddressIndex } from './address-index.js';
import type { HeapGraph } from './graph.js';
import { TICK_MASK, noTick, within } from './tick.js';
import type { Tick } from './tick.js';

/** References as they were recorded: from nodes to addresses. */
export interface AddressedEdges {
  /** Address of each node, in any order. */
  readonly nodes: BigUint64Array;
  /** The edges of node v are firstEdge[v] to firstEdge[v + 1] - 1, in ascending order. */
  readonly firstEdge: Uint32Array;
  /** Address that each edge refers to. */
  readonly target: BigUint64Array;
  readonly label: Uint32Array;
}

export interface ResolvedEdges extends Pick<HeapGraph, 'edgeCount' | 'firstEdge' | 'target' | 'label'> {
  /** Edges that were left out, because no node has their address. */
  readonly dropped: number;
  /** Nodes with an address that another has, too; edges lead to the first. */
  readonly duplicates: number;
}

/** From addresses to nodes. Edges to addresses that are no node's are dropped; the others keep their order. */
export function resolveEdges(edges: AddressedEdges, tick: Tick = noTick): ResolvedEdges {
  const { nodes, firstEdge, target, label } = edges;
  const index = new AddressIndex(nodes, within(tick, 0, 0.3));
  const found = new Int32Array(target.length);
  index.findAll(target, found, within(tick, 0.3, 0.9));
  const { duplicates } = index;
  const known = compacted(nodes.length, firstEdge, label, found, within(tick, 0.9, 1));
  return { ...known, dropped: target.length - known.edgeCount, duplicates };
}

type Known = Pick<HeapGraph, 'edgeCount' | 'firstEdge' | 'target' | 'label'>;

/** Columns in which nothing is missing are handed on as they are. */
function compacted(
  nodeCount: number,
  firstEdge: Uint32Array,
  label: Uint32Array,
  found: Int32Array,
  tick: Tick,
): Known {
  const first = new Uint32Array(nodeCount + 1);
  let kept = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & TICK_MASK) === 0) tick((0.5 * node) / nodeCount);
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) if (found[edge] >= 0) kept++;
    first[node + 1] = kept;
  }
  const all = new Uint32Array(found.buffer);
  if (kept === found.length) return { edgeCount: kept, firstEdge, target: all, label };
  const target = new Uint32Array(kept);
  const labels = new Uint32Array(kept);
  let at = 0;
  for (let edge = 0; edge < found.length; edge++) {
    if ((edge & TICK_MASK) === 0) tick(0.5 + (0.5 * edge) / found.length);
    if (found[edge] < 0) continue;
    target[at] = found[edge];
    labels[at++] = label[edge];
  }
  return { edgeCount: kept, firstEdge: first, target, label: labels };
}
