/**
 * Spans are what a timeline draws: single slices, or neighbours at one depth merged because each is too short to see.
 * Columns of them are kept per thread and level of detail (src/trace/levels.ts) in chunks of `CHUNK_SPANS`.
 */
import { ColumnReader, damaged } from './column-reader.js';
import type { ColumnWriter } from './column-writer.js';
import { grown } from './pair-table.js';

export const CHUNK_SPANS = 1 << 13;

export interface SpanChunk {
  readonly count: number;
  readonly start: Float64Array;
  /** Nanoseconds from start to end. */
  readonly duration: Float64Array;
  readonly depth: Uint32Array;
  /** For merged slices, the function that had most of their time. */
  readonly functions: Uint32Array;
  /** Slices merged, 1 for a single one. */
  readonly merged: Uint32Array;
  /** Id of the call of a single slice, 0 for merged ones. */
  readonly call: Float64Array;
  /** 1 when an exception ended the slice or one of those merged. */
  readonly failed: Uint8Array;
  /**
   * Bytes allocated less bytes freed by the slice and those below it, of merged ones their sum; null where that is 0 for
   * all, as where they were not counted.
   */
  readonly net: Float64Array | null;
}

/** Spans under construction. */
export class SpanRows implements SpanChunk {
  count = 0;
  start = new Float64Array(64);
  duration = new Float64Array(64);
  depth = new Uint32Array(64);
  functions = new Uint32Array(64);
  merged = new Uint32Array(64);
  call = new Float64Array(64);
  failed = new Uint8Array(64);
  net: Float64Array | null = null;

  push(
    depth: number,
    start: number,
    end: number,
    fn: number,
    call: number,
    merged: number,
    failed: number,
    net: number,
  ): void {
    const row = this.count++;
    if (row === this.start.length) this.#grow();
    this.start[row] = start;
    this.duration[row] = end - start;
    this.depth[row] = depth;
    this.functions[row] = fn;
    this.merged[row] = merged;
    this.call[row] = call;
    this.failed[row] = failed;
    if (this.net !== null) this.net[row] = net;
    else if (net !== 0) (this.net = new Float64Array(this.start.length))[row] = net;
  }

  clear(): void {
    this.count = 0;
    this.net = null;
  }

  #grow(): void {
    const length = this.start.length * 2;
    this.start = grown(this.start, length);
    this.duration = grown(this.duration, length);
    this.depth = grown(this.depth, length);
    this.functions = grown(this.functions, length);
    this.merged = grown(this.merged, length);
    this.call = grown(this.call, length);
    this.failed = grown(this.failed, length);
    if (this.net !== null) this.net = grown(this.net, length);
  }
}

const MAGIC = 0x5448_5350;
/** With a column of net bytes at the end. */
const MAGIC_MEMORY = 0x5448_5351;

/** The call of a single slice (less `base`) and the number of merged ones share a column; two flag bits tell them apart. */
const shared = new Float64Array(CHUNK_SPANS);

export function encodeSpans(chunk: SpanChunk, base: number, writer: ColumnWriter): Uint8Array {
  const { count } = chunk;
  for (let row = 0; row < count; row++)
    shared[row] = chunk.merged[row] > 1 ? chunk.merged[row] : chunk.call[row] - base;
  writer.double(chunk.net === null ? MAGIC : MAGIC_MEMORY);
  writer.double(count);
  writer.double(base);
  writer.integers(chunk.start, count);
  writer.integers(chunk.duration, count);
  writer.integers(chunk.depth, count);
  writer.integers(chunk.functions, count);
  writer.integers(shared, count);
  for (let row = 0; row < count; row++) shared[row] = chunk.failed[row] | (chunk.merged[row] > 1 ? 2 : 0);
  writer.integers(shared, count);
  if (chunk.net !== null) writer.integers(chunk.net, count);
  return writer.finish();
}

/** @throws CodedError 'damaged' when the bytes are none of `encodeSpans`. */
export function decodeSpans(bytes: Uint8Array): SpanChunk {
  const reader = new ColumnReader(bytes);
  const magic = reader.double();
  if (magic !== MAGIC && magic !== MAGIC_MEMORY) throw damaged('no chunk of spans');
  const count = reader.count(CHUNK_SPANS);
  const base = reader.double();
  const start = reader.integers(new Float64Array(count));
  const duration = reader.integers(new Float64Array(count));
  const depth = reader.integers(new Uint32Array(count));
  const functions = reader.integers(new Uint32Array(count));
  const call = reader.integers(new Float64Array(count));
  const failed = reader.integers(new Uint8Array(count));
  const net = magic === MAGIC ? null : reader.integers(new Float64Array(count));
  const merged = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    const several = (failed[row] & 2) !== 0;
    merged[row] = several ? call[row] : 1;
    call[row] = several ? 0 : call[row] + base;
    failed[row] &= 1;
  }
  return { count, start, duration, depth, functions, merged, call, failed, net };
}
