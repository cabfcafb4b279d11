import { PAGE_BYTES, pageOf, readActivation } from '../trace/activations.js';
import type { Activation } from '../trace/activations.js';
import { damaged } from '../trace/column-reader.js';
import { CHUNK_BITS } from '../trace/slice.js';
import { EncodedSlices } from '../trace/slice-codec.js';
import type { SliceChunk } from '../trace/slice-columns.js';
import { decodeSpans } from '../trace/spans.js';
import type { SpanChunk } from '../trace/spans.js';
import type { ThreadCalls } from '../trace/thread-calls.js';
import { ChunkCache } from './chunk-cache.js';
import type { DataFile } from './data-file.js';
import type { Ingest } from './ingest.js';
import { IngestTables } from './ingest-tables.js';
import type { CallChunkRow, RunTables, SpanChunkRow, ThreadRow } from './tables.js';

const CACHE_BYTES = 64 << 20;
const SPAN_BYTES = 33;

/** Chunks and spans of a thread, in order. */
export interface ThreadChunks {
  /** By number of the chunk; those under construction are missing. */
  readonly calls: CallChunkRow[];
  /** By level. */
  readonly spans: SpanChunkRow[][];
}

/** The calls of a run, finished or growing, as queries read them. */
export class CallSource {
  readonly #data: DataFile;
  readonly #slices = new ChunkCache<EncodedSlices>(CACHE_BYTES);
  readonly #spans = new ChunkCache<{ readonly chunk: SpanChunk; readonly bytes: number }>(CACHE_BYTES / 2);
  readonly #pages = new ChunkCache<{ readonly values: Float64Array; readonly bytes: number }>(CACHE_BYTES / 8);
  readonly #byThread = new Map<number, ThreadChunks>();
  readonly #ingest: Ingest | null;
  #tables: RunTables;
  #version = -1;
  #threads: ReadonlyMap<number, ThreadRow> | null = null;
  /** Most questions are about the chunk of the question before. */
  #latest: { readonly thread: number; readonly number: number; readonly chunk: SliceChunk } | null = null;
  #indexedCalls = 0;
  #indexedSpans = 0;

  /** @param saved tables of a finished run, or the ingest that is still at work. */
  constructor(data: DataFile, from: RunTables | Ingest) {
    this.#data = data;
    this.#ingest = 'dimensions' in from ? from : null;
    this.#tables = 'dimensions' in from ? new IngestTables(from) : from;
  }

  /** Changes whenever the calls do. */
  get version(): number {
    return this.#ingest?.version ?? 0;
  }

  /** As of now: of a growing run, other tables at every change. */
  get tables(): RunTables {
    const ingest = this.#ingest;
    if (ingest !== null && ingest.version !== this.#version) {
      this.#version = ingest.version;
      this.#tables = new IngestTables(ingest);
      this.#threads = null;
    }
    return this.#tables;
  }

  threads(): ReadonlyMap<number, ThreadRow> {
    const { tables } = this;
    return (this.#threads ??= new Map(tables.threads.map((row) => [row.thread, row])));
  }

  /** The thread while it is being built; null of a finished run. */
  live(thread: number): ThreadCalls | null {
    if (this.#ingest === null || this.#ingest.finished) return null;
    const row = this.threads().get(thread);
    if (row === undefined) return null;
    return this.#ingest.files[row.process - 1].process.builder.threads.get(row.serial) ?? null;
  }

  /** Time of the process's last event: where open slices end for now. */
  lastNs(thread: number): number {
    const row = this.threads().get(thread);
    return row === undefined ? 0 : this.tables.processes[row.process - 1].durationNs;
  }

  /** Whether bytes allocated and freed were counted in the thread's process. */
  countsMemory(thread: number): boolean {
    const row = this.threads().get(thread);
    return row !== undefined && this.tables.processes[row.process - 1].allocations === true;
  }

  chunks(thread: number): ThreadChunks {
    const { callChunks, spanChunks } = this.tables;
    for (; this.#indexedCalls < callChunks.length; this.#indexedCalls++) {
      const row = callChunks[this.#indexedCalls];
      this.#of(row.thread).calls[row.number] = row;
    }
    for (; this.#indexedSpans < spanChunks.length; this.#indexedSpans++) {
      const row = spanChunks[this.#indexedSpans];
      (this.#of(row.thread).spans[row.level] ??= []).push(row);
    }
    return this.#of(thread);
  }

  #of(thread: number): ThreadChunks {
    let known = this.#byThread.get(thread);
    if (known === undefined) this.#byThread.set(thread, (known = { calls: [], spans: [] }));
    return known;
  }

  /** A chunk of slices by its number. @throws CodedError 'damaged' when there is none. */
  slices(thread: number, number: number): SliceChunk {
    const latest = this.#latest;
    if (latest !== null && latest.number === number && latest.thread === thread) return latest.chunk;
    const row = this.chunks(thread).calls[number] as CallChunkRow | undefined;
    if (row === undefined) return this.#building(thread, number);
    const chunk = this.#slices.get(row.offset, () => this.#read(row));
    this.#latest = { thread, number, chunk };
    return chunk;
  }

  #read(row: CallChunkRow): EncodedSlices {
    const chunk = new EncodedSlices(this.#data.read(row.offset, row.length));
    if (chunk.count !== row.count || chunk.first >>> CHUNK_BITS !== row.number) throw damaged('a chunk of other calls');
    return chunk;
  }

  #building(thread: number, number: number): SliceChunk {
    const live = this.live(thread);
    if (live !== null && live.chunk.first >>> CHUNK_BITS === number) return live.chunk;
    const open = this.#ingest?.open.read(thread, number) ?? null;
    if (open === null) throw damaged('a missing chunk of calls');
    return open;
  }

  spans(row: SpanChunkRow): SpanChunk {
    return this.#spans.get(row.offset, () => {
      const chunk = decodeSpans(this.#data.read(row.offset, row.length));
      return { chunk, bytes: chunk.count * (chunk.net === null ? SPAN_BYTES : SPAN_BYTES + 8) };
    }).chunk;
  }

  activation(ordinal: number): Activation {
    if (this.#ingest !== null && !this.#ingest.finished) return this.#ingest.activations.get(ordinal);
    const { activations, activationsOffset } = this.tables;
    if (ordinal < 1 || ordinal > activations) throw damaged('an activation');
    const page = pageOf(ordinal);
    const { values } = this.#pages.get(page, () => {
      const bytes = this.#data.read(activationsOffset + page * PAGE_BYTES, PAGE_BYTES);
      return { values: new Float64Array(bytes.buffer), bytes: PAGE_BYTES };
    });
    return readActivation(values, ordinal);
  }

  /** Address of the exception that was told late of a slice; undefined when there is none. */
  lateException(id: number): number | undefined {
    const { ids, addresses } = this.tables.late;
    let low = 0;
    let high = ids.length;
    // The last of several entries holds.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ids[middle] <= id) low = middle + 1;
      else high = middle;
    }
    return low > 0 && ids[low - 1] === id ? addresses[low - 1] : undefined;
  }

  close(): void {
    if (this.#ingest === null) this.#data.close();
  }
}
