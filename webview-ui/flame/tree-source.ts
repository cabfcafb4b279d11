import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { TreeNode } from '../../src/store/api.js';
import type { Model } from '../app/model.js';

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
