import { callsPresent } from '../../trace/presence.js';
import { CHUNK_SLICES, SliceFlag } from '../../trace/slice.js';
import type { SliceChunk } from '../../trace/slice-columns.js';
import type { CallSource } from '../call-source.js';
import { clockOffsets } from '../run-clock.js';
import type { Place } from '../slices.js';
import type { CallChunkRow, ThreadRow } from '../tables.js';

export interface WantedCalls {
  readonly functions: ReadonlySet<number>;
  /** Where they were called from; null for anywhere. */
  readonly sites: ReadonlySet<number> | null;
}

/** A moment of the run: calls are ordered by start on the run's clock, of the same start by thread, then by index. */
export interface Moment {
  readonly ns: number;
  readonly thread: number;
  readonly index: number;
}

export function compareMoments(a: Moment, b: Moment): number {
  return a.ns - b.ns || a.thread - b.thread || a.index - b.index;
}

/** The chunks of a thread, as questions about the calls of some functions see them. */
export class CallsOfThread {
  readonly thread: number;
  readonly chunks: number;
  /** From the times of the thread to the run's clock, nanoseconds. */
  readonly offsetNs: number;
  readonly #source: CallSource;
  readonly #lastNs: number;
  readonly #wanted: WantedCalls;

  constructor(source: CallSource, row: ThreadRow, offsetNs: number, wanted: WantedCalls) {
    this.thread = row.thread;
    this.chunks = Math.ceil(row.slices / CHUNK_SLICES);
    this.offsetNs = offsetNs;
    this.#source = source;
    this.#lastNs = row.lastNs + offsetNs;
    this.#wanted = wanted;
  }

  read(chunk: number): SliceChunk {
    return this.#source.slices(this.thread, chunk);
  }

  /** Calls of the functions in a chunk, wherever they were called from. Only one that is not finished is read. */
  count(chunk: number): number {
    const row = this.#row(chunk);
    return row === null
      ? this.countBefore(this.read(chunk), Infinity)
      : callsPresent(row.functions, this.#wanted.functions);
  }

  /** Those in the first rows of a chunk. */
  countBefore({ count, functions, flags }: SliceChunk, rows: number): number {
    const wanted = this.#wanted.functions;
    const end = Math.min(count, rows);
    let calls = 0;
    for (let row = 0; row < end; row++)
      if (wanted.has(functions[row]) && !(flags[row] & SliceFlag.continuation)) calls++;
    return calls;
  }

  /** No call of the chunk is before this. */
  begin(chunk: number): Moment {
    const ns = this.#row(chunk)?.firstNs ?? this.read(chunk).start[0];
    return { ns: ns + this.offsetNs, thread: this.thread, index: chunk * CHUNK_SLICES };
  }

  /** All calls of the chunk are before this. */
  end(chunk: number): Moment {
    if (chunk + 1 < this.chunks) return this.begin(chunk + 1);
    return { ns: this.#lastNs, thread: this.thread, index: Infinity };
  }

  /** The wanted row that follows `row` in the direction; -1 when the chunk has no other. */
  nextRow({ count, functions, sites, flags }: SliceChunk, row: number, direction: 1 | -1): number {
    const { functions: wanted, sites: from } = this.#wanted;
    for (let at = row + direction; at >= 0 && at < count; at += direction) {
      if (!wanted.has(functions[at]) || flags[at] & SliceFlag.continuation) continue;
      if (from === null || from.has(sites[at])) return at;
    }
    return -1;
  }

  place(chunk: SliceChunk, row: number): Place {
    return { thread: this.thread, index: chunk.first + row, chunk, row };
  }

  #row(chunk: number): CallChunkRow | null {
    // Missing while it is under construction.
    const row = this.#source.chunks(this.thread).calls[chunk] as CallChunkRow | undefined;
    return row ?? null;
  }
}

/** All threads of the run that made calls. */
export function threadsOf(source: CallSource, wanted: WantedCalls): readonly CallsOfThread[] {
  const offsets = clockOffsets(source.tables);
  return [...source.threads().values()]
    .filter(({ slices }) => slices > 0)
    .map((row) => new CallsOfThread(source, row, offsets.get(row.process) ?? 0, wanted));
}
