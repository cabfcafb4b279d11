import { ColumnWriter } from './column-writer.js';
import type { SpillArea, TraceSink } from './sink.js';
import { CHUNK_BITS, CHUNK_SLICES } from './slice.js';
import { EncodedSlices, encodeSlices } from './slice-codec.js';
import { SliceColumns } from './slice-columns.js';
import type { SliceChunk } from './slice-columns.js';

interface OpenChunk {
  readonly thread: number;
  readonly number: number;
  columns: SliceColumns | null;
  /** In the spill area. */
  key: number | null;
  /** Slices that have not ended. */
  open: number;
  used: number;
}

const CHUNKS_PER_THREAD = 2 ** (32 - CHUNK_BITS);

/**
 * Chunks that are full but hold slices which have not ended, such as the one of `main`. They stay in memory up to a
 * bound; beyond, the least lately used go to the spill area and come back when one of their slices ends.
 */
export class OpenChunks {
  readonly #chunks = new Map<number, OpenChunk>();
  readonly #sink: TraceSink;
  readonly #spill: SpillArea;
  readonly #most: number;
  readonly #writer = new ColumnWriter();
  #inMemory = 0;
  #clock = 0;
  #recent: OpenChunk | null = null;

  constructor(sink: TraceSink, spill: SpillArea, mostInMemory = 48) {
    this.#sink = sink;
    this.#spill = spill;
    this.#most = mostInMemory;
  }

  /** Takes a chunk over. Returns one of full size that may be used again, if there is any. */
  add(thread: number, columns: SliceColumns, open: number): SliceColumns | null {
    if (open === 0) {
      this.#sink.slices(thread, columns);
      return columns;
    }
    const number = columns.first >>> CHUNK_BITS;
    this.#makeRoom();
    this.#chunks.set(thread * CHUNKS_PER_THREAD + number, {
      thread,
      number,
      columns,
      key: null,
      open,
      used: ++this.#clock,
    });
    this.#inMemory++;
    return null;
  }

  /** A slice ends that is not in its thread's newest chunk. */
  end(thread: number, index: number, duration: number, subtree: number, flags: number, exit: number): void {
    const chunk = this.#find(thread, index >>> CHUNK_BITS);
    if (chunk === null) return;
    const columns = this.#load(chunk);
    const row = index - columns.first;
    columns.duration[row] = duration;
    columns.subtree[row] = subtree;
    columns.flags[row] |= flags;
    columns.exit[row] = exit;
    if (--chunk.open > 0) return;
    this.#chunks.delete(thread * CHUNKS_PER_THREAD + chunk.number);
    this.#inMemory--;
    this.#recent = null;
    if (chunk.key !== null) this.#spill.free(chunk.key);
    this.#sink.slices(thread, columns);
  }

  /** A chunk to change after the fact, or null when it has been handed out. */
  change(thread: number, index: number): SliceColumns | null {
    const chunk = this.#find(thread, index >>> CHUNK_BITS);
    return chunk === null ? null : this.#load(chunk);
  }

  /** A chunk to read, without moving others to the spill area. */
  read(thread: number, number: number): SliceChunk | null {
    const chunk = this.#find(thread, number);
    if (chunk === null) return null;
    if (chunk.columns !== null || chunk.key === null) return chunk.columns;
    return new EncodedSlices(this.#spill.get(chunk.key));
  }

  #find(thread: number, number: number): OpenChunk | null {
    const recent = this.#recent;
    if (recent !== null && recent.thread === thread && recent.number === number) return recent;
    const found = this.#chunks.get(thread * CHUNKS_PER_THREAD + number);
    return (this.#recent = found ?? null);
  }

  #load(chunk: OpenChunk): SliceColumns {
    chunk.used = ++this.#clock;
    if (chunk.columns !== null) return chunk.columns;
    this.#makeRoom();
    const columns =
      chunk.key === null
        ? new SliceColumns(chunk.number * CHUNK_SLICES, CHUNK_SLICES)
        : thaw(this.#spill.get(chunk.key));
    chunk.columns = columns;
    this.#inMemory++;
    return columns;
  }

  /** A quarter of them at once, so that looking for the oldest is rare. */
  #makeRoom(): void {
    if (this.#inMemory < this.#most) return;
    const loaded = [...this.#chunks.values()]
      .filter((chunk) => chunk.columns !== null)
      .toSorted((a, b) => a.used - b.used);
    for (const chunk of loaded.slice(0, Math.ceil(loaded.length / 4))) {
      if (chunk.columns === null) continue;
      chunk.key = this.#spill.put(encodeSlices(chunk.columns, this.#writer), chunk.key);
      chunk.columns = null;
      this.#inMemory--;
    }
  }
}

/** A chunk that can be changed again. */
function thaw(bytes: Uint8Array): SliceColumns {
  const frozen = new EncodedSlices(bytes);
  const columns = new SliceColumns(frozen.first, frozen.count);
  columns.count = frozen.count;
  columns.start = frozen.start;
  columns.duration = frozen.duration;
  columns.functions = frozen.functions;
  columns.sites = frozen.sites;
  columns.depth = frozen.depth;
  columns.subtree = frozen.subtree;
  columns.flags = frozen.flags;
  columns.argument = frozen.argument;
  columns.exit = frozen.exit;
  columns.allocated = frozen.allocated;
  columns.freed = frozen.freed;
  columns.userSites = frozen.userSites;
  columns.tasks = frozen.tasks;
  columns.activations = frozen.activations;
  columns.previous = frozen.previous;
  columns.netBefore = frozen.netBefore;
  return columns;
}
