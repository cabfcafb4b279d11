import type { HeapGraph } from '../../src/heap/graph.js';

/** Source, target, label. */
export type Edge = readonly [from: number, to: number, label?: number];

/** What a graph of a test is made of; what is left out is harmless: one byte, type 0, no counted references. */
export interface Parts {
  readonly nodeCount: number;
  readonly edges: readonly Edge[];
  readonly roots: readonly number[];
  readonly shallow?: readonly number[];
  readonly type?: readonly number[];
  readonly refcount?: readonly number[];
}

/** Edges may come in any order; those of one node keep theirs. */
export function graphOf({ nodeCount, edges, roots, shallow, type, refcount }: Parts): HeapGraph {
  const sorted = edges.toSorted(([one], [other]) => one - other);
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (const [from] of sorted) firstEdge[from + 1]++;
  for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
  return {
    nodeCount,
    edgeCount: edges.length,
    firstEdge,
    target: Uint32Array.from(sorted, ([, to]) => to),
    label: Uint32Array.from(sorted, ([, , label]) => label ?? 0),
    shallow: shallow === undefined ? new Float64Array(nodeCount).fill(1) : Float64Array.from(shallow),
    type: type === undefined ? new Uint32Array(nodeCount) : Uint32Array.from(type),
    refcount: refcount === undefined ? new Uint32Array(nodeCount) : Uint32Array.from(refcount),
    roots: Uint32Array.from(roots),
  };
}
