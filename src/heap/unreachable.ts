import { reachableFrom } from './cut.js';
import { edgeSets } from './edge-sets.js';
import { UNREACHABLE_CYCLE } from './secondary-roots.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** By type id. */
export interface Unreachable {
  readonly count: Uint32Array;
  readonly bytes: Float64Array;
}

/**
 * What only objects hold that hold each other, so that the garbage collector frees it when it comes to them; null when there
 * is none.
 */
export function unreachableByType({ graph, snapshot, rootNames }: SnapshotGraph): Unreachable | null {
  const others = graph.roots.filter((node) => rootNames.get(node) !== UNREACHABLE_CYCLE);
  if (others.length === graph.roots.length) return null;
  const isReachable = reachableFrom(graph, edgeSets.weak, others);
  const count = new Uint32Array(snapshot.types.length);
  const bytes = new Float64Array(snapshot.types.length);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isReachable[node] === 1) continue;
    count[graph.type[node]]++;
    bytes[graph.type[node]] += graph.shallow[node];
  }
  return { count, bytes };
}
