import { callsPresent } from '../../trace/presence.js';
import { SliceFlag } from '../../trace/slice.js';
import type { CallRow } from '../api.js';
import { callRow } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import type { CallChunkRow, RunTables } from '../tables.js';
import { chunkCount, threadsInOrder } from './calls.js';

export interface CallsFrom {
  readonly functionId: number;
  readonly siteIds: readonly number[];
  readonly limit: number;
}

/**
 * The last calls of a function from these sites, in order of thread and start. Chunks are read from the end, those
 * without a call of the function not at all, and none once all that the sites made are found.
 *
 * @throws the signal's reason when it fires.
 */
export function lastCallsFrom(
  source: CallSource,
  { functionId, siteIds, limit }: CallsFrom,
  signal?: AbortSignal,
): readonly CallRow[] {
  const wanted = new Set([functionId]);
  const sites = new Set(siteIds);
  const most = Math.min(limit, callsMade(source.tables, functionId, sites));
  const found: CallRow[] = [];
  for (const thread of threadsInOrder(source).toReversed()) {
    const { calls } = source.chunks(thread);
    for (let number = chunkCount(source, thread) - 1; number >= 0 && found.length < most; number--) {
      signal?.throwIfAborted();
      const row = calls[number] as CallChunkRow | undefined;
      if (row !== undefined && callsPresent(row.functions, wanted) === 0) continue;
      const chunk = source.slices(thread, number);
      // Local, because a column of a chunk on disk is a getter.
      const { functions, flags, sites: from } = chunk;
      for (let at = chunk.count - 1; at >= 0 && found.length < most; at--) {
        if (functions[at] !== functionId || !sites.has(from[at]) || flags[at] & SliceFlag.continuation) continue;
        found.push(callRow(source, { thread, index: chunk.first + at, chunk, row: at }));
      }
    }
  }
  return found.toReversed();
}

/** Calls of the function from the sites, of all processes. */
function callsMade({ siteStats }: RunTables, functionId: number, sites: ReadonlySet<number>): number {
  let calls = 0;
  for (let row = 0; row < siteStats.count; row++) {
    if (siteStats.second[row] === functionId && sites.has(siteStats.first[row])) calls += siteStats.calls[row];
  }
  return calls;
}
