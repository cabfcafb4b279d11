import { SpanMerger } from './merger.js';
import type { SpanTaker } from './merger.js';
import { CHUNK_SPANS, SpanRows } from './spans.js';

/**
 * Levels of detail of one thread's timeline. Level 0 shows spans of 8,192 ns and more singly and merges shorter ones;
 * each level above is four times coarser and fed with what the one below lets go of.
 *
 * A single span of 256 times a level's resolution or more is kept in the levels above only (four levels in all), so
 * that a chunk reaches back in time by a bounded stretch, and those kept for the levels below are copied to
 * chunks of their own, so that a query finds them in few rows. A level
 * exists when the one below has filled a chunk; the topmost keeps everything.
 */
const LEVEL_STEP = 4;
export const FINEST_NS = 8_192;
const LONG = LEVEL_STEP ** 4;
export const MAX_LEVELS = 18;

export function resolutionOf(level: number): number {
  return FINEST_NS * LEVEL_STEP ** level;
}

/** Single spans of this length or more are not kept at `level`, if there is one above. */
export function keptAbove(level: number): number {
  return resolutionOf(level) * LONG;
}

export interface SpanSink {
  /**
   * A chunk of a level, valid during the call.
   *
   * @param long the chunk holds copies of the single spans that the level below leaves to this one.
   */
  spans(level: number, long: boolean, rows: SpanRows): void;
}

/** Long spans are few, and every query reads those of all levels above its own. */
const CHUNK_LONG = 1024;

class Level {
  readonly rows = new SpanRows();
  /** Again those among them that the level below does not keep. */
  readonly long = new SpanRows();
  readonly merger: SpanMerger;
  above: Level | null = null;
  readonly #longFrom: number;
  #latest = 0;

  constructor(
    readonly index: number,
    readonly sink: SpanSink,
  ) {
    this.#longFrom = index === 0 ? Infinity : keptAbove(index - 1);
    this.merger = new SpanMerger(resolutionOf(index), (depth, start, end, fn, call, merged, failed, net) => {
      this.above?.merger.add(depth, start, end, fn, call, merged, failed, net);
      if (end > this.#latest) this.#latest = end;
      this.#keep(depth, start, end, fn, call, merged, failed, net);
      if (this.rows.count >= CHUNK_SPANS) {
        if (this.above === null && this.index + 1 < MAX_LEVELS) this.#addAbove();
        this.seal();
      }
      if (this.long.count >= CHUNK_LONG && this.above !== null) this.#sealLong();
    });
  }

  #keep(
    depth: number,
    start: number,
    end: number,
    fn: number,
    call: number,
    merged: number,
    failed: number,
    net: number,
  ): void {
    const length = merged === 1 ? end - start : 0;
    if (this.above !== null && length >= keptAbove(this.index)) return;
    this.rows.push(depth, start, end, fn, call, merged, failed, net);
    if (length >= this.#longFrom) this.long.push(depth, start, end, fn, call, merged, failed, net);
  }

  seal(): void {
    if (this.rows.count > 0) this.sink.spans(this.index, false, this.rows);
    this.rows.clear();
    // What waits at a depth where nothing happens any more would make a later chunk reach far back.
    this.merger.flushBefore(this.#latest - 64 * this.merger.resolution);
  }

  #sealLong(): void {
    if (this.long.count > 0) this.sink.spans(this.index, true, this.long);
    this.long.clear();
  }

  finish(): void {
    this.merger.flush();
    this.seal();
    this.#sealLong();
  }

  /** The new level gets what this one holds so far, which is everything, and takes the long ones over. */
  #addAbove(): void {
    const above = new Level(this.index + 1, this.sink);
    this.above = above;
    const { count, start, duration, depth, functions, call, merged, failed, net } = this.rows;
    this.rows.clear();
    this.long.clear();
    for (let row = 0; row < count; row++) {
      const end = start[row] + duration[row];
      const bytes = net === null ? 0 : net[row];
      above.merger.add(depth[row], start[row], end, functions[row], call[row], merged[row], failed[row], bytes);
      // Rows move towards the front only, so what is read next is never overwritten.
      this.#keep(depth[row], start[row], end, functions[row], call[row], merged[row], failed[row], bytes);
    }
  }
}

export class LevelBuilder {
  readonly #finest: Level;

  constructor(sink: SpanSink) {
    this.#finest = new Level(0, sink);
  }

  /** A slice has ended: slices of one depth come in order of time. `net` as in `SpanChunk`. */
  add(depth: number, start: number, end: number, fn: number, call: number, failed: number, net: number): void {
    this.#finest.merger.add(depth, start, end, fn, call, 1, failed, net);
  }

  /** It turns out that an exception ended the slice that was added last at that depth. Best effort: it may be gone. */
  markFailed(depth: number, end: number, call: number): void {
    for (let level: Level | null = this.#finest; level !== null; level = level.above) {
      level.merger.markFailed(depth, end);
      for (const rows of [level.rows, level.long]) {
        for (let row = rows.count - 1; row >= 0 && row >= rows.count - 64; row--) {
          if (rows.call[row] === call && rows.start[row] + rows.duration[row] === end) rows.failed[row] = 1;
        }
      }
    }
  }

  /** Hands everything to the sink: the thread has ended. */
  finish(): void {
    for (let level: Level | null = this.#finest; level !== null; level = level.above) {
      level.finish();
    }
  }

  get levels(): number {
    let count = 0;
    for (let level: Level | null = this.#finest; level !== null; level = level.above) count++;
    return count;
  }

  /** The rows of a level that are not in a chunk yet, or the long ones among them. */
  rows(index: number, long: boolean): SpanRows | null {
    let level: Level | null = this.#finest;
    while (level !== null && level.index < index) level = level.above;
    if (level === null) return null;
    return long ? level.long : level.rows;
  }

  /** What waits to be merged in a level and those below: it has not reached the rows yet. Coarsest first. */
  waiting(index: number, take: SpanTaker): void {
    const below: Level[] = [];
    for (let level: Level | null = this.#finest; level !== null && level.index <= index; level = level.above)
      below.unshift(level);
    for (const level of below) level.merger.waiting(take);
  }
}
