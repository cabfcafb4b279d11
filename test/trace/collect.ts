import { ActivationPages } from '../../src/trace/activations.js';
import { CallBuilder } from '../../src/trace/call-builder.js';
import { Dimensions } from '../../src/trace/dimensions.js';
import { OpenChunks } from '../../src/trace/open-chunks.js';
import { MemorySpill } from '../../src/trace/sink.js';
import type { TraceSink } from '../../src/trace/sink.js';
import { encodeSlices, EncodedSlices } from '../../src/trace/slice-codec.js';
import { ColumnWriter } from '../../src/trace/column-writer.js';
import type { SliceChunk } from '../../src/trace/slice-columns.js';
import { decodeSpans, encodeSpans } from '../../src/trace/spans.js';
import type { SpanChunk, SpanRows } from '../../src/trace/spans.js';
import type { EventsChunk } from '../../src/format/chunk.js';
import { DEFINITIONS } from './events.js';

/** A sink that keeps everything, encoded and decoded as in a file. */
class Collected implements TraceSink {
  readonly chunks: { readonly thread: number; readonly chunk: SliceChunk }[] = [];
  readonly levels: { readonly thread: number; readonly level: number; readonly chunk: SpanChunk }[] = [];
  readonly late = new Map<number, number>();
  readonly #writer = new ColumnWriter();

  slices(thread: number, chunk: SliceChunk): void {
    this.chunks.push({ thread, chunk: new EncodedSlices(encodeSlices(chunk, this.#writer).slice()) });
  }

  spans(thread: number, level: number, _long: boolean, rows: SpanRows): void {
    this.levels.push({ thread, level, chunk: decodeSpans(encodeSpans(rows, thread * 2 ** 32, this.#writer)) });
  }

  amend(id: number, address: number): void {
    this.late.set(id, address);
  }

  /** Chunks of a thread in order. */
  of(thread: number): readonly SliceChunk[] {
    return this.chunks
      .filter((each) => each.thread === thread)
      .map(({ chunk }) => chunk)
      .toSorted((a, b) => a.first - b.first);
  }
}

export interface Built {
  readonly sink: Collected;
  readonly builder: CallBuilder;
  readonly dimensions: Dimensions;
  readonly activations: ActivationPages;
}

/** Threads 1 and 2 have the same ordinals as serials. @param inMemory how little may stay in memory. */
export function build(chunks: readonly EventsChunk[], inMemory = 4): Built {
  const sink = new Collected();
  const spill = new MemorySpill();
  const activations = new ActivationPages(spill, inMemory);
  const open = new OpenChunks(sink, spill, inMemory);
  const dimensions = new Dimensions();
  const builder = new CallBuilder(1, dimensions, { sink, open, activations });
  builder.define(DEFINITIONS);
  let address = 0;
  for (const chunk of chunks) {
    const { thread } = chunk.header;
    if (!builder.threads.has(thread)) builder.addThread(thread, thread);
    builder.events(chunk, address);
    address += chunk.values.length;
  }
  builder.finish();
  return { sink, builder, dimensions, activations };
}
