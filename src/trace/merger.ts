import { grown } from './pair-table.js';
import type { SpanChunk } from './spans.js';

/** Takes spans of one depth in order of time; `call` is 0 when `merged` > 1. Times in nanoseconds. */
export type SpanTaker = (
  depth: number,
  start: number,
  end: number,
  fn: number,
  call: number,
  merged: number,
  failed: number,
) => void;

/** Which spans of a chunk are wanted: those that touch a stretch of time. */
export interface SpanWindow {
  readonly fromNs: number;
  readonly toNs: number;
  readonly maxDepth: number;
  /** When more than 0, only single spans of this length or more. */
  readonly leastNs: number;
  readonly startedBeforeNs: number;
}

/**
 * Merges spans shorter than `resolution` with their neighbours at the same depth, as long as all of them together fit
 * into `resolution`. Longer ones pass as they are, so nothing that is at least that long is lost.
 *
 * The function of a merged span is found by a weighted majority vote (Boyer and Moore's, with time as weight): exact
 * when one function has more than half of the time.
 */
export class SpanMerger {
  readonly resolution: number;
  readonly #take: SpanTaker;
  /** Depths seen, 1 more than the greatest. */
  #depths = 0;
  #start = new Float64Array(32);
  #end = new Float64Array(32);
  #weight = new Float64Array(32);
  #function = new Uint32Array(32);
  #call = new Float64Array(32);
  /** 0 when nothing waits at that depth. */
  #merged = new Uint32Array(32);
  #failed = new Uint8Array(32);

  constructor(resolution: number, take: SpanTaker) {
    this.resolution = resolution;
    this.#take = take;
  }

  add(depth: number, start: number, end: number, fn: number, call: number, merged: number, failed: number): void {
    const length = end - start;
    if (merged === 1 && length >= this.resolution) {
      if (depth < this.#depths && this.#merged[depth] > 0) this.#flush(depth);
      this.#take(depth, start, end, fn, call, 1, failed);
      return;
    }
    if (depth >= this.#depths) this.#deepen(depth);
    const waiting = this.#merged[depth];
    if (waiting > 0 && end - this.#start[depth] <= this.resolution) {
      this.#end[depth] = end;
      this.#merged[depth] = waiting + merged;
      this.#failed[depth] |= failed;
      if (this.#function[depth] === fn) {
        this.#weight[depth] += length;
      } else if (this.#weight[depth] >= length) {
        this.#weight[depth] -= length;
      } else {
        this.#weight[depth] = length - this.#weight[depth];
        this.#function[depth] = fn;
      }
      return;
    }
    if (waiting > 0) this.#flush(depth);
    this.#start[depth] = start;
    this.#end[depth] = end;
    this.#weight[depth] = length;
    this.#function[depth] = fn;
    this.#call[depth] = call;
    this.#merged[depth] = merged;
    this.#failed[depth] = failed;
  }

  /** Adds the rows of a chunk that lie in a window. */
  feed(chunk: SpanChunk, { fromNs, toNs, maxDepth, leastNs, startedBeforeNs }: SpanWindow): void {
    const { count, start, duration, depth, functions, call, merged, failed } = chunk;
    for (let row = 0; row < count; row++) {
      const begin = start[row];
      const length = duration[row];
      if (begin > toNs || begin + length < fromNs || depth[row] > maxDepth || begin >= startedBeforeNs) continue;
      if (leastNs > 0 && (length < leastNs || merged[row] > 1)) continue;
      this.add(depth[row], begin, begin + length, functions[row], call[row], merged[row], failed[row]);
    }
  }

  /** Lets go of what ended before, because nothing that comes can be merged with it. */
  flushBefore(time: number): void {
    for (let depth = 0; depth < this.#depths; depth++) {
      if (this.#merged[depth] > 0 && this.#end[depth] < time) this.#flush(depth);
    }
  }

  flush(): void {
    this.flushBefore(Infinity);
  }

  /** What still waits, without letting go of it. */
  waiting(take: SpanTaker): void {
    for (let depth = 0; depth < this.#depths; depth++) {
      if (this.#merged[depth] > 0) this.#hand(depth, this.#merged[depth], take);
    }
  }

  /** An exception turns out to have ended the last span of that depth, if it still waits. */
  markFailed(depth: number, end: number): void {
    if (depth < this.#depths && this.#merged[depth] > 0 && this.#end[depth] === end) this.#failed[depth] = 1;
  }

  #flush(depth: number): void {
    const merged = this.#merged[depth];
    // First, because the taker may ask for another flush.
    this.#merged[depth] = 0;
    this.#hand(depth, merged, this.#take);
  }

  #hand(depth: number, merged: number, take: SpanTaker): void {
    const call = merged === 1 ? this.#call[depth] : 0;
    take(depth, this.#start[depth], this.#end[depth], this.#function[depth], call, merged, this.#failed[depth]);
  }

  #deepen(depth: number): void {
    if (depth >= this.#start.length) {
      const length = Math.max(depth + 1, this.#start.length * 2);
      this.#start = grown(this.#start, length);
      this.#end = grown(this.#end, length);
      this.#weight = grown(this.#weight, length);
      this.#function = grown(this.#function, length);
      this.#call = grown(this.#call, length);
      this.#merged = grown(this.#merged, length);
      this.#failed = grown(this.#failed, length);
    }
    this.#depths = depth + 1;
  }
}
