import { callsPresent } from '../../trace/presence.js';
import { CHUNK_BITS, SliceFlag } from '../../trace/slice.js';
import type { SliceChunk } from '../../trace/slice-columns.js';
import type { CallPlace, CallRow } from '../api.js';
import { callRow, findCall } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import type { CallChunkRow } from '../tables.js';

/** Chunks of a thread: full ones, and the last. */
export function chunkCount(source: CallSource, thread: number): number {
  return Math.ceil((source.threads().get(thread)?.slices ?? 0) / 2 ** CHUNK_BITS);
}

export function threadsInOrder(source: CallSource): readonly number[] {
  return [...source.threads().keys()].toSorted((a, b) => a - b);
}

/** Calls of these functions in order of thread and start. */
export function callsOf(
  source: CallSource,
  functionIds: readonly number[],
  limit: number,
  offset: number,
): readonly CallRow[] {
  const wanted = new Set(functionIds);
  const found: CallRow[] = [];
  let skip = offset;
  for (const thread of threadsInOrder(source)) {
    const { calls } = source.chunks(thread);
    for (let number = 0; number < chunkCount(source, thread) && found.length < limit; number++) {
      const row = calls[number] as CallChunkRow | undefined;
      const present = row === undefined ? Infinity : callsPresent(row.functions, wanted);
      if (present === 0) continue;
      if (present <= skip) {
        skip -= present;
        continue;
      }
      skip = collect(source, thread, number, wanted, { skip, limit, found });
    }
  }
  return found;
}

interface Collected {
  skip: number;
  readonly limit: number;
  readonly found: CallRow[];
}

/** Returns how many are still to be skipped. */
function collect(
  source: CallSource,
  thread: number,
  number: number,
  wanted: ReadonlySet<number>,
  into: Collected,
): number {
  const chunk = source.slices(thread, number);
  const { functions, flags } = chunk;
  for (let row = 0; row < chunk.count && into.found.length < into.limit; row++) {
    if (!wanted.has(functions[row]) || flags[row] & SliceFlag.continuation) continue;
    if (into.skip > 0) into.skip--;
    else into.found.push(callRow(source, { thread, index: chunk.first + row, chunk, row }));
  }
  return into.skip;
}

export function callById(source: CallSource, id: number): CallRow | null {
  const place = findCall(source, id);
  return place === null ? null : callRow(source, place);
}

/** Place of a call in the order of `callsOf` its function. Of the calls themselves only one chunk is read. */
export function placeAmongCalls(source: CallSource, id: number): CallPlace | null {
  const place = findCall(source, id);
  if (place === null) return null;
  const functionId = place.chunk.functions[place.row];
  const wanted = new Set([functionId]);
  let before = 0;
  let of = 0;
  for (const thread of threadsInOrder(source)) {
    const { calls } = source.chunks(thread);
    for (let number = 0; number < chunkCount(source, thread); number++) {
      const row = calls[number] as CallChunkRow | undefined;
      const isOwn = thread === place.thread && number === place.index >>> CHUNK_BITS;
      if (isOwn) before = of + countIn(place.chunk, functionId, place.row);
      of +=
        row === undefined ? countUnfinished(source, thread, number, functionId) : callsPresent(row.functions, wanted);
    }
  }
  return { index: before, of };
}

function countUnfinished(source: CallSource, thread: number, number: number, functionId: number): number {
  const chunk = source.slices(thread, number);
  return countIn(chunk, functionId, chunk.count);
}

/** Calls of the function in the first rows of a chunk. */
function countIn({ functions, flags }: SliceChunk, functionId: number, rows: number): number {
  let calls = 0;
  for (let row = 0; row < rows; row++) {
    if (functions[row] === functionId && !(flags[row] & SliceFlag.continuation)) calls++;
  }
  return calls;
}
