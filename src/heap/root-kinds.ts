import { NONE } from './graph.js';
import type { HeapGraph } from './graph.js';
import type { Reach } from './reach.js';

/** Objects whose shortest path begins at a root of some name. */
export interface Share {
  readonly count: number;
  readonly bytes: number;
}

/** @param isMeant of a root's node. */
export function reachedFrom(
  { nodeCount, shallow }: HeapGraph,
  { parent }: Reach,
  isMeant: (root: number) => boolean,
): Share {
  // 0 for unknown, 1 for no, 2 for yes.
  const known = new Uint8Array(nodeCount);
  const way: number[] = [];
  let count = 0;
  let bytes = 0;
  for (let node = 0; node < nodeCount; node++) {
    let at = node;
    while (known[at] === 0 && parent[at] !== NONE) {
      way.push(at);
      at = parent[at];
    }
    if (known[at] === 0) known[at] = isMeant(at) ? 2 : 1;
    for (let below = way.pop(); below !== undefined; below = way.pop()) known[below] = known[at];
    if (known[node] !== 2) continue;
    count++;
    bytes += shallow[node];
  }
  return { count, bytes };
}
