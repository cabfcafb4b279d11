import { ColumnWriter } from '../trace/column-writer.js';
import { grown } from '../trace/pair-table.js';
import { PresenceBuilder } from '../trace/presence.js';
import type { TraceSink } from '../trace/sink.js';
import { encodeSlices } from '../trace/slice-codec.js';
import type { SliceChunk } from '../trace/slice-columns.js';
import { encodeSpans } from '../trace/spans.js';
import type { SpanRows } from '../trace/spans.js';
import { CHUNK_SLICES, sliceId } from '../trace/slice.js';
import type { DataFile } from './data-file.js';
import type { CallChunkRow, LateExceptions, SpanChunkRow } from './tables.js';

/** Encodes chunks into the data file and keeps their directory. */
export class IngestSink implements TraceSink {
  readonly callChunks: CallChunkRow[] = [];
  readonly spanChunks: SpanChunkRow[] = [];
  readonly #data: DataFile;
  readonly #writer = new ColumnWriter();
  readonly #presence = new PresenceBuilder();
  #lateIds = new Float64Array(64);
  #lateAddresses = new Float64Array(64);
  #lateCount = 0;

  constructor(data: DataFile) {
    this.#data = data;
  }

  slices(thread: number, chunk: SliceChunk): void {
    const bytes = encodeSlices(chunk, this.#writer);
    let minDepth = Infinity;
    for (let row = 0; row < chunk.count; row++) if (chunk.depth[row] < minDepth) minDepth = chunk.depth[row];
    this.callChunks.push({
      thread,
      number: chunk.first / CHUNK_SLICES,
      count: chunk.count,
      firstNs: chunk.start[0],
      minDepth,
      offset: this.#data.append(bytes),
      length: bytes.length,
      functions: this.#presence.build(chunk),
    });
  }

  spans(thread: number, level: number, long: boolean, rows: SpanRows): void {
    let firstNs = Infinity;
    let lastNs = 0;
    for (let row = 0; row < rows.count; row++) {
      const start = rows.start[row];
      const end = start + rows.duration[row];
      if (start < firstNs) firstNs = start;
      if (end > lastNs) lastNs = end;
    }
    const bytes = encodeSpans(rows, sliceId(thread, 0), this.#writer);
    this.spanChunks.push({
      thread,
      level,
      firstNs,
      lastNs,
      long,
      offset: this.#data.append(bytes),
      length: bytes.length,
    });
  }

  amend(id: number, address: number): void {
    if (this.#lateCount === this.#lateIds.length) {
      this.#lateIds = grown(this.#lateIds, this.#lateCount * 2);
      this.#lateAddresses = grown(this.#lateAddresses, this.#lateCount * 2);
    }
    this.#lateIds[this.#lateCount] = id;
    this.#lateAddresses[this.#lateCount++] = address;
  }

  /** In ascending order of ids. */
  late(): LateExceptions {
    const order = Uint32Array.from({ length: this.#lateCount }, (_, at) => at);
    order.sort((a, b) => this.#lateIds[a] - this.#lateIds[b]);
    const ids = new Float64Array(order.length);
    const addresses = new Float64Array(order.length);
    for (let at = 0; at < order.length; at++) {
      ids[at] = this.#lateIds[order[at]];
      addresses[at] = this.#lateAddresses[order[at]];
    }
    return { ids, addresses };
  }
}
