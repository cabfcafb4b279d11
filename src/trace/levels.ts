import { SpanMerger } from './merger.js';
import type { SpanTaker } from './merger.js';
import { CHUNK_SPANS, SpanRows } from './spans.js';

/**
 * Levels of detail of one thread's timeline. Level 0 shows spans of 8,192 ns and more singly and merges shorter ones;
 * each level above is four times coarser and fed with what the one below lets go of.
 *
 * A single span of 256 times a level's resolution or more is kept in the levels above only (four levels in all), so
 * that a chunk reaches back in time by a bounded stretch and a query finds long spans in few small chunks. A level
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
  /** A full chunk of a level, valid during the call. */
  spans(level: number, rows: SpanRows): void;
}

class Level {
  readonly rows = new SpanRows();
  readonly merger: SpanMerger;
  above: Level | null = null;
  #latest = 0;

  constructor(
    readonly index: number,
    readonly sink: SpanSink,
  ) {
    this.merger = new SpanMerger(resolutionOf(index), (depth, start, end, fn, call, merged, failed) => {
      this.above?.merger.add(depth, start, end, fn, call, merged, failed);
      if (this.above !== null && merged === 1 && end - start >= keptAbove(this.index)) return;
      if (end > this.#latest) this.#latest = end;
      this.rows.push(depth, start, end, fn, call, merged, failed);
      if (this.rows.count >= CHUNK_SPANS) this.seal();
    });
  }

  seal(): void {
    if (this.above === null && this.index + 1 < MAX_LEVELS && this.rows.count >= CHUNK_SPANS) this.#addAbove();
    if (this.rows.count > 0) this.sink.spans(this.index, this.rows);
    this.rows.clear();
    // What waits at a depth where nothing happens any more would make a later chunk reach far back.
    this.merger.flushBefore(this.#latest - 64 * this.merger.resolution);
  }

  /** The new level gets what this one held so far, and takes the long ones over. */
  #addAbove(): void {
    const above = new Level(this.index + 1, this.sink);
    const { count, start, duration, depth, functions, call, merged, failed } = this.rows;
    const long = keptAbove(this.index);
    this.rows.clear();
    for (let row = 0; row < count; row++) {
      const end = start[row] + duration[row];
      above.merger.add(depth[row], start[row], end, functions[row], call[row], merged[row], failed[row]);
      if (merged[row] === 1 && duration[row] >= long) continue;
      // Rows move towards the front only, so what is read next is never overwritten.
      this.rows.push(depth[row], start[row], end, functions[row], call[row], merged[row], failed[row]);
    }
    this.above = above;
  }
}

export class LevelBuilder {
  readonly #finest: Level;

  constructor(sink: SpanSink) {
    this.#finest = new Level(0, sink);
  }

  /** A slice has ended: slices of one depth come in order of time. */
  add(depth: number, start: number, end: number, fn: number, call: number, failed: number): void {
    this.#finest.merger.add(depth, start, end, fn, call, 1, failed);
  }

  /** It turns out that an exception ended the slice that was added last at that depth. Best effort: it may be gone. */
  markFailed(depth: number, end: number, call: number): void {
    for (let level: Level | null = this.#finest; level !== null; level = level.above) {
      level.merger.markFailed(depth, end);
      const { rows } = level;
      for (let row = rows.count - 1; row >= 0 && row >= rows.count - 64; row--) {
        if (rows.call[row] === call && rows.start[row] + rows.duration[row] === end) rows.failed[row] = 1;
      }
    }
  }

  /** Hands everything to the sink: the thread has ended. */
  finish(): void {
    for (let level: Level | null = this.#finest; level !== null; level = level.above) {
      level.merger.flush();
      level.seal();
    }
  }

  get levels(): number {
    let count = 0;
    for (let level: Level | null = this.#finest; level !== null; level = level.above) count++;
    return count;
  }

  /** The rows of a level that are not in a chunk yet. */
  rows(index: number): SpanRows | null {
    let level: Level | null = this.#finest;
    while (level !== null && level.index < index) level = level.above;
    return level?.rows ?? null;
  }

  /** What waits to be merged in a level and those below: it has not reached the rows yet. Coarsest first. */
  waiting(index: number, take: SpanTaker): void {
    const below: Level[] = [];
    for (let level: Level | null = this.#finest; level !== null && level.index <= index; level = level.above)
      below.unshift(level);
    for (const level of below) level.merger.waiting(take);
  }
}
