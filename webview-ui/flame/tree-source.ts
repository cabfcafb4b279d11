import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { TreeNode } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { grafted, knownLength } from './graft.js';

/** Levels asked for; what lies deeper is said to be left out. */
export const MOST_LEVELS = 256;

/** Nodes with less of the time are left out by the store. */
export const LEAST_FRACTION = 0.0005;

/** @param thread null means all threads together. */
export async function fetchTree(
  { host }: Model,
  thread: number | null,
  signal: AbortSignal,
): Promise<Result<readonly TreeNode[]>> {
  const options = { depth: MOST_LEVELS, minFraction: LEAST_FRACTION, ...(thread === null ? {} : { thread }) };
  const result = await host.request('tree', options, signal);
  return isOk(result) ? { ok: result.ok } : result;
}

/**
 * The tree with what is below the node at the end of a path, of which the tree of a whole run leaves out what is small
 * or deep. Where the path leads deeper than the tree does, the way there is fetched first.
 */
export async function fetchDetails(
  { host }: Model,
  roots: readonly TreeNode[],
  path: readonly number[],
  thread: number | null,
  signal: AbortSignal,
): Promise<Result<readonly TreeNode[]>> {
  let tree = roots;
  for (let known = knownLength(tree, path), before = 0; known > before; known = knownLength(tree, path)) {
    const upTo = path.slice(0, known);
    const options = { depth: MOST_LEVELS, minFraction: LEAST_FRACTION, path: upTo };
    const found = await host.request('tree', { ...options, ...(thread === null ? {} : { thread }) }, signal);
    if (!isOk(found)) return found;
    const [detailed] = found.ok;
    if (detailed !== undefined) tree = grafted(tree, upTo, detailed);
    if (known === path.length) break;
    before = known;
  }
  return { ok: tree };
}
