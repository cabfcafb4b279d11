/** Steps from slice to slice of a thread: up to its callers, down to what it called. */
import { memoryFrom } from '../trace/open-memory.js';
import { CHUNK_BITS, STILL_OPEN, SliceFlag, indexOf, sliceId, threadOf } from '../trace/slice.js';
import type { SliceChunk } from '../trace/slice-columns.js';
import type { Memory } from './api.js';
import type { CallSource } from './call-source.js';

/** A slice: a row of a chunk. */
export interface Place {
  readonly thread: number;
  readonly index: number;
  readonly chunk: SliceChunk;
  readonly row: number;
}

export function placeOf(source: CallSource, thread: number, index: number): Place {
  const chunk = source.slices(thread, index >>> CHUNK_BITS);
  return { thread, index, chunk, row: index - chunk.first };
}

/** Nanoseconds; a slice that has not ended lasts until the last event. */
export function lengthOf(source: CallSource, { thread, chunk, row }: Place): number {
  const length = chunk.duration[row];
  return length === STILL_OPEN ? Math.max(0, source.lastNs(thread) - chunk.start[row]) : length;
}

const NOTHING: Memory = { allocated: 0, freed: 0 };

/** Bytes of a slice and those below; of an activation, with its slices before. Null where they were not counted. */
export function memorySoFar(source: CallSource, place: Place): Memory | null {
  const { thread, index, chunk, row } = place;
  if (!source.countsMemory(thread)) return null;
  if (chunk.duration[row] !== STILL_OPEN) {
    return { allocated: chunk.allocated?.[row] ?? 0, freed: chunk.freed?.[row] ?? 0 };
  }
  const before = memoryBefore(source, place);
  const stack = source.live(thread)?.stack;
  const at = chunk.depth[row];
  if (stack === undefined || at >= stack.depth || stack.slice[at] !== index) return before;
  const { allocated, freed } = memoryFrom(stack, at);
  return { allocated: before.allocated + allocated, freed: before.freed + freed };
}

/** Of the slices before of its activation. */
export function memoryBefore(source: CallSource, { chunk, row }: Place): Memory {
  if ((chunk.flags[row] & SliceFlag.continuation) === 0) return NOTHING;
  const before = chunk.previous.get(row, -1);
  if (before < 0) return NOTHING;
  const place = placeOf(source, threadOf(before), indexOf(before));
  return { allocated: place.chunk.allocated?.[place.row] ?? 0, freed: place.chunk.freed?.[place.row] ?? 0 };
}

/** Net bytes of one slice and those below it; 0 while it has not ended, and where they were not counted. */
export function netOf({ allocated, freed, netBefore, duration }: SliceChunk, row: number): number {
  if (allocated === null || freed === null || duration[row] === STILL_OPEN) return 0;
  const net = allocated[row] - freed[row];
  return netBefore.length === 0 ? net : net - netBefore.get(row, 0);
}

/** Slices below, itself included; at least 1, whatever a damaged store says. */
export function subtreeOf(source: CallSource, { thread, index, chunk, row }: Place): number {
  const subtree = chunk.subtree[row];
  if (subtree > 0) return subtree;
  return Math.max(1, (source.threads().get(thread)?.slices ?? 0) - index);
}

/** Id of the call that the slice belongs to. */
export function callOf(source: CallSource, { thread, index, chunk, row }: Place): number {
  if ((chunk.flags[row] & SliceFlag.continuation) === 0) return sliceId(thread, index);
  return source.activation(chunk.activations.get(row, 0)).first;
}

/** Ordinal of the asyncio task a slice runs in: that of the innermost coroutine; 0 for none. */
export function taskOrdinalOf(source: CallSource, place: Place): number {
  if (source.tables.tasks.length <= 1) return 0;
  for (let at: Place | null = place; at !== null; at = parentOf(source, at)) {
    const task = at.chunk.tasks.get(at.row, 0);
    if (task !== 0) return task;
  }
  return 0;
}

/** The slice that is directly above, null for an outermost one. */
export function parentOf(source: CallSource, { thread, index, chunk, row }: Place): Place | null {
  const depth = chunk.depth[row];
  if (depth === 0) return null;
  let number = index >>> CHUNK_BITS;
  let searched = chunk;
  let from = row - 1;
  for (;;) {
    // The latest slice before that is less deep is the parent: in preorder nothing else can stand between.
    for (let at = from; at >= 0; at--) {
      if (searched.depth[at] < depth) return { thread, index: searched.first + at, chunk: searched, row: at };
    }
    number = chunkBefore(source, thread, number, depth);
    if (number < 0) return null;
    searched = source.slices(thread, number);
    from = searched.count - 1;
  }
}

/** The latest chunk before that holds a slice less deep than `depth`; -1 when there is none. */
function chunkBefore(source: CallSource, thread: number, number: number, depth: number): number {
  const { calls } = source.chunks(thread);
  for (let before = number - 1; before >= 0; before--) {
    const row = calls[before] as (typeof calls)[number] | undefined;
    if (row === undefined || row.minDepth < depth) return before;
  }
  return -1;
}
