import type { EdgeStats } from '../../src/store/api.js';

/** One line of the sandwich. */
export interface Share {
  /** The other function; null when nothing recorded called, as for a thread's outermost calls. */
  readonly functionId: number | null;
  readonly calls: number;
  readonly totalNs: number;
  /** Of the time of all lines, 0 to 1. */
  readonly fraction: number;
}

/** Most time first. @param side which end of the edge is the other function. */
export function shares(edges: readonly EdgeStats[], side: 'callerId' | 'calleeId'): readonly Share[] {
  const all = edges.reduce((sum, { totalNs }) => sum + totalNs, 0);
  return edges
    .map((edge) => ({
      functionId: edge[side],
      calls: edge.calls,
      totalNs: edge.totalNs,
      fraction: all > 0 ? edge.totalNs / all : 0,
    }))
    .toSorted((a, b) => b.totalNs - a.totalNs || b.calls - a.calls);
}
