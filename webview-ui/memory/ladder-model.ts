import type { HeapStep } from '../../src/rpc/heap-contract.js';

/** A rung of the ladder: a step of a path, or several that are not shown one by one. */
export type Rung =
  { readonly kind: 'step'; readonly step: HeapStep } | { readonly kind: 'hidden'; readonly count: number };

/** A path as long as this is shown whole. */
const MOST_RUNGS = 14;
const FIRST = 4;
const LAST = 5;

/**
 * The steps of a path as rungs: of a long one the first and the last, and what is around the holder, which is what it is
 * about. @param isWhole show all of them.
 */
export function rungsOf(path: readonly HeapStep[], isWhole: boolean): readonly Rung[] {
  if (isWhole || path.length <= MOST_RUNGS) return path.map((step) => ({ kind: 'step', step }));
  const holder = path.findIndex(({ isHolder }) => isHolder);
  const isShown = (at: number) =>
    at < FIRST || at >= path.length - LAST || (holder >= 0 && Math.abs(at - holder) <= 1) || path[at].repeats > 1;
  const rungs: Rung[] = [];
  for (const [at, step] of path.entries()) {
    const last = rungs.at(-1);
    if (isShown(at)) rungs.push({ kind: 'step', step });
    else if (last?.kind === 'hidden') rungs[rungs.length - 1] = { kind: 'hidden', count: last.count + 1 };
    else rungs.push({ kind: 'hidden', count: 1 });
  }
  return rungs;
}
