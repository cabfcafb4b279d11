import { grown } from './pair-table.js';
import type { SpanChunk } from './spans.js';

/**
 * Takes spans of one depth in order of time; `call` is 0 when `merged` > 1. Times in nanoseconds; `net` is bytes allocated less
 * bytes freed, of merged ones their sum, 0 where they were not counted.
 */
export type SpanTaker = (
  depth: number,
  start: number,
  end: number,
  fn: number,
  call: number,
  merged: number,
  failed: number,
  net: number,
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
  /** What waits at each depth: a record of `FIELDS` each, side by side in memory. */
  #waiting = new Float64Array(32 * FIELDS);

  constructor(resolution: number, take: SpanTaker) {
    this.resolution = resolution;
    this.#take = take;
  }

  add(
    depth: number,
    start: number,
    end: number,
    fn: number,
    call: number,
    merged: number,
    failed: number,
    net: number,
  ): void {
    if (depth >= this.#depths) this.#deepen(depth);
    const waiting = this.#waiting;
    const at = depth * FIELDS;
    const length = end - start;
    const before = waiting[at + MERGED];
    if (before > 0) {
      if (end - waiting[at + START] <= this.resolution) {
        waiting[at + END] = end;
        waiting[at + MERGED] = before + merged;
        if (failed !== 0) waiting[at + FAILED] = 1;
        if (net !== 0) waiting[at + NET] += net;
        vote(waiting, at, fn, length);
        return;
      }
      this.#flush(depth);
    }
    if (merged === 1 && length >= this.resolution) {
      this.#take(depth, start, end, fn, call, 1, failed, net);
      return;
    }
    waiting[at + START] = start;
    waiting[at + END] = end;
    waiting[at + WEIGHT] = length;
    waiting[at + FUNCTION] = fn;
    waiting[at + CALL] = call;
    waiting[at + MERGED] = merged;
    waiting[at + FAILED] = failed;
    waiting[at + NET] = net;
  }

  /** Adds the rows of a chunk that lie in a window. */
  feed(chunk: SpanChunk, { fromNs, toNs, maxDepth, leastNs, startedBeforeNs }: SpanWindow): void {
    const { count, start, duration, depth, functions, call, merged, failed, net } = chunk;
    for (let row = 0; row < count; row++) {
      const begin = start[row];
      const length = duration[row];
      if (begin > toNs || begin + length < fromNs || depth[row] > maxDepth || begin >= startedBeforeNs) continue;
      if (leastNs > 0 && (length < leastNs || merged[row] > 1)) continue;
      const bytes = net === null ? 0 : net[row];
      this.add(depth[row], begin, begin + length, functions[row], call[row], merged[row], failed[row], bytes);
    }
  }

  /** Lets go of what ended before, because nothing that comes can be merged with it. */
  flushBefore(time: number): void {
    for (let depth = 0; depth < this.#depths; depth++) {
      const at = depth * FIELDS;
      if (this.#waiting[at + MERGED] > 0 && this.#waiting[at + END] < time) this.#flush(depth);
    }
  }

  flush(): void {
    this.flushBefore(Infinity);
  }

  /** What still waits, without letting go of it. */
  waiting(take: SpanTaker): void {
    for (let depth = 0; depth < this.#depths; depth++) {
      const merged = this.#waiting[depth * FIELDS + MERGED];
      if (merged > 0) this.#hand(depth, merged, take);
    }
  }

  /** An exception turns out to have ended the last span of that depth, if it still waits. */
  markFailed(depth: number, end: number): void {
    const at = depth * FIELDS;
    if (depth >= this.#depths || this.#waiting[at + END] !== end) return;
    this.#waiting[at + FAILED] = 1;
  }

  #flush(depth: number): void {
    const merged = this.#waiting[depth * FIELDS + MERGED];
    // First, because the taker may ask for another flush.
    this.#waiting[depth * FIELDS + MERGED] = 0;
    this.#hand(depth, merged, this.#take);
  }

  #hand(depth: number, merged: number, take: SpanTaker): void {
    const waiting = this.#waiting;
    const at = depth * FIELDS;
    const call = merged === 1 ? waiting[at + CALL] : 0;
    const failed = waiting[at + FAILED];
    const net = waiting[at + NET];
    take(depth, waiting[at + START], waiting[at + END], waiting[at + FUNCTION], call, merged, failed, net);
  }

  #deepen(depth: number): void {
    const needed = (depth + 1) * FIELDS;
    if (needed > this.#waiting.length) this.#waiting = grown(this.#waiting, Math.max(needed, this.#waiting.length * 2));
    this.#depths = depth + 1;
  }
}

/** A function of its own, because V8 inlines no more than 460 bytes of code: with it `add` would not be inlined. */
function vote(waiting: Float64Array, at: number, fn: number, length: number): void {
  const weight = waiting[at + WEIGHT];
  if (waiting[at + FUNCTION] === fn) {
    waiting[at + WEIGHT] = weight + length;
  } else if (weight >= length) {
    waiting[at + WEIGHT] = weight - length;
  } else {
    waiting[at + WEIGHT] = length - weight;
    waiting[at + FUNCTION] = fn;
  }
}

const START = 0;
const END = 1;
const WEIGHT = 2;
const FUNCTION = 3;
const CALL = 4;
/** 0 when nothing waits. */
const MERGED = 5;
const FAILED = 6;
const NET = 7;
const FIELDS = 8;
