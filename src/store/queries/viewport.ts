import { FINEST_NS, MAX_LEVELS, keptAbove, resolutionOf } from '../../trace/levels.js';
import { SpanMerger, feed } from '../../trace/merger.js';
import type { SpanTaker } from '../../trace/merger.js';
import { CHUNK_BITS, Ended, STILL_OPEN, SliceFlag, sliceId } from '../../trace/slice.js';
import type { SliceChunk } from '../../trace/slice-columns.js';
import { SpanRows } from '../../trace/spans.js';
import type { SpanColumns, ViewportQuery } from '../api.js';
import type { CallSource } from '../call-source.js';
import { chunkCount } from './calls.js';

/**
 * What a timeline shows of a thread: slices of a pixel or more one by one, shorter ones merged with their neighbours.
 *
 * Above `FINEST_NS` a pixel a level of detail is read, below it the slices themselves. Either way, long spans that began
 * before come from the levels above (src/trace/levels.ts), so that no query looks far back.
 */
export function viewport(source: CallSource, query: ViewportQuery): SpanColumns {
  const { thread, fromNs, toNs, maxDepth = Infinity } = query;
  const rows = new SpanRows();
  const perPixel = Math.max(0, (toNs - fromNs) / Math.max(1, query.pixels));
  const merger = new SpanMerger(perPixel, (depth, start, end, fn, call, merged, failed) =>
    rows.push(depth, start, end, fn, call, merged, failed),
  );
  const take: SpanTaker = (depth, start, end, fn, call, merged, failed) => {
    if (depth <= maxDepth) merger.add(depth, start, end, fn, call, merged, failed);
  };
  if (source.threads().has(thread)) {
    const level = levelFor(source, thread, perPixel);
    const read = new Reader(source, thread, fromNs, toNs, take);
    if (level < 0) {
      read.longAbove(-1, fromNs - FINEST_NS);
      read.slices();
    } else {
      read.longAbove(level, Infinity);
      read.level(level);
    }
    read.open();
  }
  merger.flush();
  const trimmed = <T extends Float64Array | Uint32Array | Uint8Array>(column: T) => column.slice(0, rows.count) as T;
  const startNs = trimmed(rows.start);
  return {
    count: rows.count,
    startNs,
    endNs: startNs.map((start, row) => start + rows.duration[row]),
    depth: trimmed(rows.depth),
    functionId: trimmed(rows.functions),
    call: trimmed(rows.call),
    merged: trimmed(rows.merged),
    failed: trimmed(rows.failed),
  };
}

/** The coarsest level that exists and is not coarser than a pixel; -1 for the slices themselves. */
function levelFor(source: CallSource, thread: number, perPixel: number): number {
  if (perPixel < FINEST_NS) return -1;
  const existing = Math.max(source.chunks(thread).spans.length, source.live(thread)?.levels.levels ?? 0);
  let level = 0;
  while (level + 1 < Math.min(existing, MAX_LEVELS) && resolutionOf(level + 1) <= perPixel) level++;
  return level;
}

class Reader {
  constructor(
    readonly source: CallSource,
    readonly thread: number,
    readonly fromNs: number,
    readonly toNs: number,
    readonly take: SpanTaker,
  ) {}

  /** Everything of a level, but single spans that are kept above it. */
  level(level: number): void {
    const { source, thread, fromNs, toNs, take } = this;
    for (const row of source.chunks(thread).spans[level] ?? []) {
      if (row.firstNs <= toNs && row.lastNs >= fromNs) feed(source.spans(row), fromNs, toNs, take);
    }
    const live = source.live(thread);
    if (live === null) return;
    const rows = live.levels.rows(level);
    if (rows !== null) feed(rows, fromNs, toNs, take);
    live.levels.waiting(level, (depth, start, end, fn, call, merged, failed) => {
      if (start <= toNs && end >= fromNs) take(depth, start, end, fn, call, merged, failed);
    });
  }

  /** Single spans that `level` does not keep because a level above does; for -1, all that level 0 shows singly. */
  longAbove(level: number, startedBefore: number): void {
    const { source, thread, fromNs, toNs } = this;
    const { spans } = source.chunks(thread);
    const live = source.live(thread);
    const levels = Math.max(spans.length, live?.levels.levels ?? 0);
    for (let above = level + 1; above < levels; above++) {
      const least = above === 0 ? FINEST_NS : keptAbove(above - 1);
      const long: SpanTaker = (depth, start, end, fn, call, merged, failed) => {
        if (merged === 1 && end - start >= least && start < startedBefore)
          this.take(depth, start, end, fn, call, 1, failed);
      };
      for (const row of spans[above] ?? []) {
        if (row.longestNs < least || row.firstNs > toNs || row.lastNs < fromNs) continue;
        feed(source.spans(row), fromNs, toNs, long);
      }
      const rows = live?.levels.rows(above) ?? null;
      if (rows !== null) feed(rows, fromNs, toNs, long);
    }
  }

  /** Slices that have ended and began in the stretch, or less than the finest resolution before it. */
  slices(): void {
    const { source, thread, fromNs, toNs } = this;
    const { calls } = source.chunks(thread);
    const begin = fromNs - FINEST_NS;
    const count = chunkCount(source, thread);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = calls[middle] as (typeof calls)[number] | undefined;
      if ((row?.firstNs ?? source.slices(thread, middle).start[0]) < begin) low = middle + 1;
      else high = middle;
    }
    for (let number = Math.max(0, low - 1); number < count; number++) {
      const chunk = source.slices(thread, number);
      if (chunk.count > 0 && chunk.start[0] > toNs) break;
      this.#chunk(chunk, begin);
    }
  }

  #chunk(chunk: SliceChunk, begin: number): void {
    const { source, thread, fromNs, toNs, take } = this;
    const { start, duration, depth, functions, flags, count } = chunk;
    for (let row = firstFrom(start, count, begin); row < count; row++) {
      const from = start[row];
      if (from > toNs) return;
      const length = duration[row];
      if (length === STILL_OPEN || from + length < fromNs) continue;
      const tag = flags[row];
      const call =
        tag & SliceFlag.continuation
          ? source.activation(chunk.activations.get(row, 0)).first
          : sliceId(thread, chunk.first + row);
      take(
        depth[row],
        from,
        from + length,
        functions[row],
        call,
        1,
        (tag & SliceFlag.endedMask) === Ended.unwind ? 1 : 0,
      );
    }
  }

  /** Slices that have not ended: only of a run that is going on. */
  open(): void {
    const { source, thread, fromNs, toNs, take } = this;
    const live = source.live(thread);
    if (live === null) return;
    const lastNs = source.lastNs(thread);
    const { stack } = live;
    for (let depth = 0; depth < stack.depth; depth++) {
      const start = stack.start[depth];
      if (start > toNs || lastNs < fromNs) continue;
      const { chunk, row } = this.#place(stack.slice[depth]);
      take(depth, start, Math.max(start, lastNs), chunk.functions[row], stack.call[depth], 1, 0);
    }
  }

  #place(index: number): { readonly chunk: SliceChunk; readonly row: number } {
    const chunk = this.source.slices(this.thread, index >>> CHUNK_BITS);
    return { chunk, row: index - chunk.first };
  }
}

/** First row that starts at `time` or later. */
function firstFrom(start: Float64Array, count: number, time: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (start[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
