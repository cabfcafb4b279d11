/**
 * The calls of a function have one order everywhere: by start on the run's clock (src/store/run-clock.ts), of the same
 * start by thread, then as they began. `call k of n`, the steps to the previous and next call, lists and "last calls"
 * all mean this one. While a run goes on, a call that is read later may begin before ones that were read already.
 */
import { CHUNK_SLICES } from '../../trace/slice.js';
import type { CallPlace, CallRow, LastCallsQuery } from '../api.js';
import { callRow, findCall } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { clockOffsets } from '../run-clock.js';
import type { Place } from '../slices.js';
import type { RunTables } from '../tables.js';
import { mergedCalls } from './merge-calls.js';
import { compareMoments, threadsOf } from './calls-of-thread.js';
import type { Moment, CallsOfThread } from './calls-of-thread.js';

/** Calls of these functions in order. Of the calls before the page about one chunk a thread is read. */
export function callsOf(
  source: CallSource,
  functionIds: readonly number[],
  limit: number,
  offset: number,
): readonly CallRow[] {
  const threads = threadsOf(source, { functions: new Set(functionIds), sites: null });
  const { starts, skipped } = startsOfPage(threads, offset);
  let skip = offset - skipped;
  const found: CallRow[] = [];
  if (limit <= 0) return found;
  for (const place of mergedCalls(threads, 1, { starts })) {
    if (skip-- > 0) continue;
    found.push(callRow(source, place));
    if (found.length >= limit) break;
  }
  return found;
}

interface Chunk {
  readonly calls: CallsOfThread;
  readonly number: number;
  readonly count: number;
  readonly begin: Moment;
}

/**
 * Where threads are read from so that nothing from the offset on is missed, and how many calls are left out.
 *
 * A chunk is left out when all calls before its end are among those to be skipped. They are in the chunks that begin
 * before its end, so that their number is never more than the sum of the calls of those.
 */
function startsOfPage(
  threads: readonly CallsOfThread[],
  offset: number,
): { readonly starts: (calls: CallsOfThread) => number | null; readonly skipped: number } {
  if (offset <= 0) return { starts: () => 0, skipped: 0 };
  const chunks: Chunk[] = [];
  for (const calls of threads) {
    for (let number = 0; number < calls.chunks; number++) {
      const count = calls.count(number);
      if (count > 0) chunks.push({ calls, number, count, begin: calls.begin(number) });
    }
  }
  chunks.sort((a, b) => compareMoments(a.begin, b.begin));
  /** Calls in the chunks before each. */
  const before = [0];
  for (const { count } of chunks) before.push(before[before.length - 1] + count);
  const starts = new Map<CallsOfThread, number>();
  let skipped = 0;
  for (const { calls, number, count } of chunks) {
    const isSkipped = !starts.has(calls) && before[beginningBefore(chunks, calls.end(number))] <= offset;
    if (isSkipped) skipped += count;
    else if (!starts.has(calls)) starts.set(calls, number);
  }
  return { starts: (calls) => starts.get(calls) ?? null, skipped };
}

/** How many of the chunks begin before a moment. */
function beginningBefore(chunks: readonly Chunk[], moment: Moment): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareMoments(chunks[middle].begin, moment) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The last calls of the functions, of those from the sites where some are given, in order. Chunks are read from the
 * end, those without a call of the functions not at all, and none once all that the sites made are found.
 *
 * @throws the signal's reason when it fires.
 */
export function lastCalls(
  source: CallSource,
  { functionIds, siteIds, limit }: LastCallsQuery,
  signal?: AbortSignal,
): readonly CallRow[] {
  const functions = new Set(functionIds);
  const sites = siteIds === null ? null : new Set(siteIds);
  const most = sites === null ? limit : Math.min(limit, callsMade(source.tables, functions, sites));
  const found: Place[] = [];
  if (most <= 0) return [];
  for (const place of mergedCalls(threadsOf(source, { functions, sites }), -1, { signal })) {
    found.push(place);
    if (found.length >= most) break;
  }
  return found.toReversed().map((place) => callRow(source, place));
}

/** Calls of the functions from the sites, of all processes. */
function callsMade({ siteStats }: RunTables, functions: ReadonlySet<number>, sites: ReadonlySet<number>): number {
  let calls = 0;
  for (let row = 0; row < siteStats.count; row++) {
    if (functions.has(siteStats.second[row]) && sites.has(siteStats.first[row])) calls += siteStats.calls[row];
  }
  return calls;
}

export function callById(source: CallSource, id: number): CallRow | null {
  const place = findCall(source, id);
  return place === null ? null : callRow(source, place);
}

/** Place of a call in the order of `callsOf` its function. Of the calls themselves one chunk a thread is read at most. */
export function placeAmongCalls(source: CallSource, id: number): CallPlace | null {
  const place = findCall(source, id);
  if (place === null) return null;
  const { thread, index, chunk, row } = place;
  const offsetNs = clockOffsets(source.tables).get(source.threads().get(thread)?.process ?? 0) ?? 0;
  const moment: Moment = { ns: chunk.start[row] + offsetNs, thread, index };
  let before = 0;
  let of = 0;
  for (const calls of threadsOf(source, { functions: new Set([chunk.functions[row]]), sites: null })) {
    for (let number = 0; number < calls.chunks; number++) {
      const count = calls.count(number);
      of += count;
      if (count === 0 || compareMoments(calls.begin(number), moment) >= 0) continue;
      const isWhole = compareMoments(calls.end(number), moment) <= 0;
      before += isWhole ? count : countBefore(calls, number, moment);
    }
  }
  return { index: before, of };
}

/** Calls of a chunk that are before the moment. */
function countBefore(calls: CallsOfThread, number: number, moment: Moment): number {
  const chunk = calls.read(number);
  let low = 0;
  let high = chunk.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = {
      ns: chunk.start[middle] + calls.offsetNs,
      thread: calls.thread,
      index: number * CHUNK_SLICES + middle,
    };
    if (compareMoments(at, moment) < 0) low = middle + 1;
    else high = middle;
  }
  return calls.countBefore(chunk, low);
}
