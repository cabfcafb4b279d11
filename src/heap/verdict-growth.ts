import type { DominatorTree } from './dominators.js';

/** How what a holder holds became more from one snapshot to the next. */
export interface Grown {
  readonly snapshots: number;
  /** From the first snapshot to the last. */
  readonly count: number;
  readonly bytes: number;
  readonly type: string;
}

/** What grew in every step of several snapshots need not be large yet. */
export const LEAST_GROWN = 128 * 1024;
/** Of what it holds: less is no leak, even if it never stops. */
const LEAST_SHARE = 0.05;

/**
 * What grew by so much that no chance explains it, by the object that is to be told of: one of those that hold much where the
 * growth is within what it alone keeps (the end of a chain grows, its head holds), else the object itself.
 *
 * @param grown by the object that directly holds what grew
 */
export function grownByHolder(
  grown: ReadonlyMap<number, Grown>,
  holders: ReadonlySet<number>,
  tree: DominatorTree,
): ReadonlyMap<number, Grown> {
  const found = new Map<number, Grown>();
  for (const [node, one] of grown) {
    const holder = holderAbove(node, holders, tree);
    if (one.bytes < Math.max(LEAST_GROWN, LEAST_SHARE * tree.retainedBytes[holder])) continue;
    if (one.bytes > (found.get(holder)?.bytes ?? 0)) found.set(holder, one);
  }
  return found;
}

function holderAbove(node: number, holders: ReadonlySet<number>, { dominator }: DominatorTree): number {
  for (let at = node; at < dominator.length; at = dominator[at]) if (holders.has(at)) return at;
  return node;
}
