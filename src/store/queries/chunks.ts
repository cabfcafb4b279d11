import { CHUNK_BITS } from '../../trace/slice.js';
import type { CallSource } from '../call-source.js';

/** Chunks of a thread: full ones, and the last. */
export function chunkCount(source: CallSource, thread: number): number {
  return Math.ceil((source.threads().get(thread)?.slices ?? 0) / 2 ** CHUNK_BITS);
}

export function threadsInOrder(source: CallSource): readonly number[] {
  return [...source.threads().keys()].toSorted((a, b) => a - b);
}
