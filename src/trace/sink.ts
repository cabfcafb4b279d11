import type { SliceChunk } from './slice-columns.js';
import type { SpanRows } from './spans.js';

/** Where a run's calls go while they are built. Chunks are valid during the call only. */
export interface TraceSink {
  /** Slices `chunk.first` to `chunk.first + chunk.count - 1` of a thread; none of them will change. */
  slices(thread: number, chunk: SliceChunk): void;
  /** A chunk of a level of detail; see `SpanSink`. */
  spans(thread: number, level: number, long: boolean, rows: SpanRows): void;
  /**
   * An exception ended this slice: its value stands at `address`, apart from the value of the slice's end, or nowhere
   * (`NO_ADDRESS`). Said of slices whose interpreter tells exceptions late.
   */
  amend(id: number, address: number): void;
}

/** Where chunks wait whose slices have not all ended, when there are too many of them for memory. */
export interface SpillArea {
  /** Keeps bytes; `replaces` is a key whose bytes are not needed any more. Returns a key. */
  put(bytes: Uint8Array, replaces: number | null): number;
  get(key: number): Uint8Array;
  free(key: number): void;
}

/** A spill area in memory, for tests and small runs. */
export class MemorySpill implements SpillArea {
  readonly #kept = new Map<number, Uint8Array>();
  #next = 1;

  put(bytes: Uint8Array, replaces: number | null): number {
    if (replaces !== null) this.#kept.delete(replaces);
    this.#kept.set(this.#next, bytes.slice());
    return this.#next++;
  }

  get(key: number): Uint8Array {
    const bytes = this.#kept.get(key);
    if (bytes === undefined) throw new Error(`nothing was spilled under ${key}`);
    return bytes;
  }

  free(key: number): void {
    this.#kept.delete(key);
  }
}
