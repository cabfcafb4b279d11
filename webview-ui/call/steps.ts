import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';

/** Another call of the same function, `by` places on; null beyond the first and the last. */
export async function sameFunction(host: Host, row: CallRow, by: -1 | 1): Promise<Result<CallRow | null>> {
  const place = await host.request('placeOf', row.id);
  if (!isOk(place)) return place;
  const offset = place.ok === null ? -1 : place.ok.index + by;
  if (offset < 0) return { ok: null };
  const found = await host.request('callsOf', { functionIds: [row.functionId], limit: 1, offset });
  return isOk(found) ? { ok: found.ok.at(0) ?? null } : found;
}

/** The call before or after it below the same caller, or among the outermost ones of the thread. */
export async function sibling(host: Host, row: CallRow, by: -1 | 1): Promise<Result<CallRow | null>> {
  const found = await host.request('siblings', { call: row.id, before: 1, after: 1 });
  if (!isOk(found)) return found;
  if (found.ok === null) return { ok: null };
  const { rows, index, first } = found.ok;
  return { ok: index + by < first ? null : (rows.at(index + by - first) ?? null) };
}

/** The call that began the task before or after the one a call runs in, on the same thread. */
export async function sameThreadTask(host: Host, row: CallRow, by: -1 | 1): Promise<Result<CallRow | null>> {
  const task = await host.request('taskOf', row.id);
  if (!isOk(task)) return task;
  if (task.ok === null || task.ok.index + by < 0) return { ok: null };
  const other = await host.request('taskAt', { thread: task.ok.thread, index: task.ok.index + by });
  if (!isOk(other)) return other;
  return other.ok === null ? { ok: null } : host.request('call', other.ok.call);
}
