import { isOk, toFailure } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { childIndex } from './sibling-search.js';

/** Another call of the same function, `by` places on; null beyond the first and the last. */
export async function sameFunction(host: Host, row: CallRow, by: -1 | 1): Promise<Result<CallRow | null>> {
  const place = await host.request('placeOf', row.id);
  if (!isOk(place)) return place;
  const offset = place.ok === null ? -1 : place.ok.index + by;
  if (offset < 0) return { ok: null };
  const found = await host.request('callsOf', { functionIds: [row.functionId], limit: 1, offset });
  return isOk(found) ? { ok: found.ok.at(0) ?? null } : found;
}

/**
 * The call before or after it below the same caller, or among the outermost ones of the thread.
 *
 * @param most an upper bound of the number of calls there, such as all calls of the thread.
 */
export async function sibling(host: Host, row: CallRow, by: -1 | 1, most: number): Promise<Result<CallRow | null>> {
  const { thread, parent } = row;
  const page = async (offset: number, limit: number) => host.call('children', { thread, call: parent, limit, offset });
  try {
    const index = await childIndex(page, row.id, most);
    if (index === null || index + by < 0) return { ok: null };
    const [found] = await page(index + by, 1);
    return { ok: found ?? null };
  } catch (error) {
    return { err: toFailure(error) };
  }
}
