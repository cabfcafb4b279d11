import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallPlace, ShownValues } from '../../src/rpc/view-contract.js';
import type { CallRow } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { callRowsOf } from './call-rows.js';

/** Siblings looked at to tell a call's place; with more of them the place is not told. */
const MOST_SIBLINGS = 60;

/** All that the upper part of the pane shows, so that it changes at once. */
export interface Details {
  readonly row: CallRow;
  readonly values: Result<ShownValues>;
  /** Among the calls of its function. */
  readonly place: CallPlace | null;
  /** Among the calls below its caller; null when there are too many to tell. */
  readonly under: CallPlace | null;
}

/** Null when the run has no such call. */
export async function detailsOf(model: Model, id: number, signal: AbortSignal): Promise<Result<Details | null>> {
  const { host } = model;
  const rows = callRowsOf(model);
  const [found, values, place] = await Promise.all([
    rows.get(id, signal),
    host.request('values', id, signal),
    host.request('placeOf', id, signal),
  ]);
  if (!isOk(found)) return found;
  const row = found.ok;
  if (row === null) return { ok: null };
  const { thread, parent } = row;
  const siblings = await host.request('children', { thread, call: parent, limit: MOST_SIBLINGS }, signal);
  const among = isOk(siblings) && siblings.ok.length < MOST_SIBLINGS ? siblings.ok : [];
  const index = among.findIndex((sibling) => sibling.id === id);
  return {
    ok: {
      row,
      values,
      place: isOk(place) ? place.ok : null,
      under: index < 0 ? null : { index, of: among.length },
    },
  };
}
