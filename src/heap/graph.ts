import { CodedError } from '../base/result.js';

/**
 * The objects of a process and the references between them, as columns. Nodes and edges are numbered from 0; all that
 * follows relies on what `checkGraph` checks.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The edges of node v are firstEdge[v] to firstEdge[v + 1] - 1; nodeCount + 1 entries. */
  readonly firstEdge: Uint32Array;
  /** Node that each edge refers to. */
  readonly target: Uint32Array;
  /** What each edge is: its kind in the low 5 bits, the id of its name or its number above. */
  readonly label: Uint32Array;
  /** Bytes of each node by itself. */
  readonly shallow: Float64Array;
  /** Type id of each node. */
  readonly type: Uint32Array;
  /** References that the interpreter counts for each node, saturated at 2 ** 32 - 1. */
  readonly refcount: Uint32Array;
  /** Nodes that are alive by themselves, those that explain best first. */
  readonly roots: Uint32Array;
}

/** No node, no edge, no distance: larger than every number of one. */
export const NONE = 0xffff_ffff;

const KIND_BITS = 5;
const KIND_MASK = 2 ** KIND_BITS - 1;

/** A set of edge kinds, as bits. */
export type EdgeKinds = number;

/** The set of the kinds. */
export function edgeKinds(...kinds: readonly number[]): EdgeKinds {
  return kinds.reduce((set, kind) => set | (1 << kind), 0);
}

/** Kind of an edge with that label. */
export function kindOf(label: number): number {
  return label & KIND_MASK;
}

/** Whether the kind of a label is in the set. A shift counts by the low 5 bits alone, which are the kind. */
export function isAmong(kinds: EdgeKinds, label: number): boolean {
  return ((kinds >>> label) & 1) !== 0;
}

/** Whether a set has any kind. Where none is weak a loop need not look at labels, which lie elsewhere in memory. */
export function hasAny(kinds: EdgeKinds): boolean {
  return kinds !== 0;
}

/** Source of an edge: a binary search, for the few edges that are shown. */
export function sourceOf({ firstEdge, nodeCount }: HeapGraph, edge: number): number {
  let low = 0;
  let high = nodeCount;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firstEdge[middle] <= edge) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Nodes and edges are numbered by 31 bits, so that loops may use signed integers, which engines handle best.
 */
const MOST = 2 ** 31 - 2;

/**
 * For graphs that come from a file.
 *
 * @throws CodedError 'damaged' when a column has a wrong length, or points to nowhere.
 */
export function checkGraph(graph: HeapGraph): void {
  const { nodeCount, edgeCount, firstEdge, target, roots } = graph;
  if (nodeCount > MOST || edgeCount > MOST) throw damaged('too large');
  const columns = [graph.shallow, graph.type, graph.refcount];
  if (columns.some(({ length }) => length !== nodeCount)) throw damaged('nodes without all their columns');
  if (firstEdge.length !== nodeCount + 1) throw damaged('nodes without edges');
  if (target.length !== edgeCount || graph.label.length !== edgeCount) throw damaged('edges without all their columns');
  if (firstEdge[0] !== 0 || firstEdge[nodeCount] !== edgeCount) throw damaged('edges of no node');
  for (let node = 0; node < nodeCount; node++) {
    if (firstEdge[node] > firstEdge[node + 1]) throw damaged('edges out of order');
  }
  for (let edge = 0; edge < edgeCount; edge++) {
    if (target[edge] >= nodeCount) throw damaged('an edge to no node');
  }
  for (const root of roots) if (root >= nodeCount) throw damaged('a root that is no node');
}

function damaged(what: string): CodedError {
  return new CodedError('damaged', `The heap snapshot is damaged: ${what}`);
}
