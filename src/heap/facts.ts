import { HeapEdgeKind } from '../format/schema.gen.js';
import { dominatorTree } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { NONE, kindOf } from './graph.js';
import type { HeapGraph } from './graph.js';
import { signaturesOf } from './signatures.js';
import type { Signatures } from './signatures.js';
import type { SnapshotFacts, SnapshotGraph } from './snapshot-graph.js';
import { noTick } from './tick.js';
import type { Tick } from './tick.js';
import { typeTotals } from './type-totals.js';

/** What of a snapshot a comparison needs, without its references: by node, or by type of the snapshot. */
export interface ComparedFacts {
  readonly snapshot: Pick<SnapshotFacts, 'record' | 'addresses' | 'types'>;
  readonly nodeCount: number;
  readonly bytes: Float64Array;
  readonly type: Uint32Array;
  readonly refcount: Uint32Array;
  readonly referenceCount: Uint32Array;
  /** Where the holder is that the shortest path comes through: a hash of its address, 0 for roots. */
  readonly holder: Int32Array;
  /** What the object refers to first, its class left out: a hash of the address, 0 for nothing. */
  readonly referent: Int32Array;
  readonly signature: Int32Array;
  readonly retainedByType: Float64Array;
}

/** @param tree of the graph, where there is one already */
export function factsOf(
  found: SnapshotGraph,
  signatures: Signatures,
  { tree, tick = noTick }: { readonly tree?: DominatorTree; readonly tick?: Tick } = {},
): ComparedFacts {
  const { snapshot, graph, reached } = found;
  const { nodeCount, firstEdge } = graph;
  const hashes = hashesOf(snapshot.addresses);
  const holder = new Int32Array(nodeCount);
  const referent = new Int32Array(nodeCount);
  const referenceCount = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (reached.parentEdge[node] !== NONE) holder[node] = hashes[reached.parent[node]];
    const to = firstReferent(graph, node);
    if (to !== NONE) referent[node] = hashes[to];
    referenceCount[node] = firstEdge[node + 1] - firstEdge[node];
  }
  const { record, addresses, types } = snapshot;
  return {
    snapshot: { record, addresses, types },
    nodeCount,
    bytes: graph.shallow,
    type: graph.type,
    refcount: graph.refcount,
    referenceCount,
    holder,
    referent,
    signature: signaturesOf(found, signatures),
    retainedByType: typeTotals(graph, types.length, tree ?? dominatorTree(graph, edgeSets.weak, tick)).retainedBytes,
  };
}

function firstReferent({ firstEdge, label, target }: HeapGraph, node: number): number {
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (kindOf(label[edge]) !== HeapEdgeKind.type) return target[edge];
  }
  return NONE;
}

/** Never 0. Objects of one process lie within 48 bits, nearly all in a few ranges: two of them hardly ever agree. */
function hashesOf(addresses: BigUint64Array): Int32Array {
  const halves = new Int32Array(addresses.buffer, addresses.byteOffset, 2 * addresses.length);
  const hashes = new Int32Array(addresses.length);
  for (let node = 0; node < hashes.length; node++) {
    hashes[node] = (Math.imul(halves[2 * node + 1], 0x9e37_79b1) ^ halves[2 * node]) | 1;
  }
  return hashes;
}
