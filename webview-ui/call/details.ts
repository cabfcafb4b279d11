import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallPlace, ShownValues } from '../../src/rpc/view-contract.js';
import type { CallRow } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { callRowsOf } from './call-rows.js';

/** All that the upper part of the pane shows, so that it changes at once. */
export interface Details {
  readonly row: CallRow;
  readonly values: Result<ShownValues>;
}

/** Null when the run has no such call. */
export async function detailsOf(model: Model, id: number, signal: AbortSignal): Promise<Result<Details | null>> {
  const early = model.early.row(id);
  const [found, values] = await Promise.all([
    early ?? callRowsOf(model).get(id, signal),
    model.early.takeValues(id, signal) ?? model.host.request('shownValues', id, signal),
  ]);
  if (!isOk(found)) return found;
  return { ok: found.ok === null ? null : { row: found.ok, values } };
}

/** Where a call stands. Counting takes longer than reading values, so that it does not hold them up. */
export interface Places {
  /** Among the calls of its function. */
  readonly place: CallPlace | null;
  /** Among the calls below its caller. */
  readonly under: CallPlace | null;
  /** Of its task among those of the thread; null when it runs in none. */
  readonly task: CallPlace | null;
}

export async function placesOf({ host }: Model, row: CallRow, signal: AbortSignal): Promise<Result<Places>> {
  const [place, siblings, task] = await Promise.all([
    host.request('placeOf', row.id, signal),
    host.request('siblings', { call: row.id, before: 0, after: 0 }, signal),
    row.task === null ? null : host.request('taskOf', row.id, signal),
  ]);
  return {
    ok: {
      place: isOk(place) ? place.ok : null,
      under: isOk(siblings) ? siblings.ok : null,
      task: task !== null && isOk(task) ? task.ok : null,
    },
  };
}
