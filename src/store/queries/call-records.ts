import { callsPresent } from '../../trace/presence.js';
import { NO_ADDRESS, SliceFlag, sliceId } from '../../trace/slice.js';
import type { Outcome } from '../api.js';
import { endOf, memoryOf } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { callOf, lengthOf, memoryBefore, memorySoFar, parentOf, subtreeOf, taskOrdinalOf } from '../slices.js';
import type { Place } from '../slices.js';
import type { CallChunkRow } from '../tables.js';
import { chunkCount, threadsInOrder } from './chunks.js';
import { childSlices, intervals } from './children.js';

/** Which calls the `calls` table of the SQL console holds. */
export interface CallFilter {
  readonly maxCalls: number;
  /** Run ids; null for all. */
  readonly functions: ReadonlySet<number> | null;
  /** Calls that run at some time of this stretch. */
  readonly fromNs: number;
  readonly toNs: number;
}

const OUTCOMES: Readonly<Record<Outcome, number>> = { open: 0, return: 1, unwind: 2, suspended: 3, lost: 4 };

/** Columns of call_row after the id (sqlite/schema.ts), in their order. */
export type CallRecord = readonly (number | null)[];

/**
 * Gives calls as rows of call_row, in ascending order of id; yields how many after every chunk.
 *
 * @returns whether all calls that the filter lets through were given.
 */
export function* callRecords(
  source: CallSource,
  filter: CallFilter,
  take: (id: number, record: CallRecord) => void,
): Generator<number, boolean> {
  let given = 0;
  for (const thread of threadsInOrder(source)) {
    const { calls } = source.chunks(thread);
    for (let number = 0; number < chunkCount(source, thread); number++) {
      yield given;
      const row = calls[number] as CallChunkRow | undefined;
      if (row !== undefined && row.firstNs > filter.toNs) break;
      if (row !== undefined && filter.functions !== null && callsPresent(row.functions, filter.functions) === 0)
        continue;
      const chunk = source.slices(thread, number);
      for (let at = 0; at < chunk.count; at++) {
        const place = { thread, index: chunk.first + at, chunk, row: at };
        if (!passes(source, place, filter)) continue;
        if (given >= filter.maxCalls) return false;
        given++;
        take(sliceId(thread, place.index), record(source, place));
      }
    }
  }
  return true;
}

function passes(source: CallSource, place: Place, { functions, fromNs, toNs }: CallFilter): boolean {
  const { chunk, row } = place;
  if (chunk.flags[row] & SliceFlag.continuation || chunk.start[row] > toNs) return false;
  if (functions !== null && !functions.has(chunk.functions[row])) return false;
  return fromNs <= 0 || chunk.start[row] + endOf(source, place).durationNs >= fromNs;
}

function record(source: CallSource, place: Place): CallRecord {
  const { thread, chunk, row } = place;
  const end = endOf(source, place);
  const parent = parentOf(source, place);
  const flags = chunk.flags[row];
  const site = chunk.sites[row];
  const late = source.lateException(end.last);
  const hasResult = end.exit !== NO_ADDRESS || (late !== undefined && late !== NO_ADDRESS);
  return [
    parent === null ? null : callOf(source, parent),
    thread,
    chunk.functions[row],
    site,
    flags & SliceFlag.userSite ? chunk.userSites.get(row, 0) : site,
    OUTCOMES[end.outcome],
    chunk.start[row],
    end.durationNs,
    end.activeNs,
    selfOf(source, place, end.activeNs),
    chunk.depth[row],
    subtreeOf(source, place),
    taskOrdinalOf(source, place),
    (chunk.argument[row] === NO_ADDRESS ? 0 : 1) | (hasResult ? 2 : 0),
    ...memoryRecord(source, place, end.last),
  ];
}

/** Bytes allocated and freed: with what it called, then by itself. */
function memoryRecord(source: CallSource, place: Place, last: number): CallRecord {
  const memory = memoryOf(source, place, last);
  if (memory === null) return [null, null, null, null];
  let { allocated, freed } = memory;
  for (const range of intervals(source, place)) {
    for (const child of childSlices(source, range)) {
      const below = memorySoFar(source, child);
      const before = memoryBefore(source, child);
      allocated -= (below?.allocated ?? 0) - before.allocated;
      freed -= (below?.freed ?? 0) - before.freed;
    }
  }
  return [memory.allocated, memory.freed, allocated, freed];
}

/** Time of its intervals less that of the slices directly below them. */
function selfOf(source: CallSource, place: Place, activeNs: number): number {
  const single = (place.chunk.flags[place.row] & SliceFlag.activation) === 0;
  if (single && place.chunk.subtree[place.row] === 1) return activeNs;
  let below = 0;
  for (const range of intervals(source, place)) {
    for (const child of childSlices(source, range)) below += lengthOf(source, child);
  }
  return activeNs - below;
}
