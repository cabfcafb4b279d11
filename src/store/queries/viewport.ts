import type { CallStack } from '../../trace/call-stack.js';
import { FINEST_NS, MAX_LEVELS, resolutionOf } from '../../trace/levels.js';
import { SpanMerger } from '../../trace/merger.js';
import type { SpanWindow } from '../../trace/merger.js';
import { CHUNK_BITS, Ended, STILL_OPEN, SliceFlag, sliceId } from '../../trace/slice.js';
import type { SliceChunk } from '../../trace/slice-columns.js';
import { SpanRows } from '../../trace/spans.js';
import type { SpanColumns, ViewportQuery } from '../api.js';
import type { CallSource } from '../call-source.js';
import { chunkCount } from './chunks.js';

/**
 * What a timeline shows of a thread: slices of a pixel or more one by one, shorter ones merged with their neighbours.
 *
 * Above `FINEST_NS` a pixel a level of detail is read, below it the slices themselves. Either way, long spans that began
 * before come from the levels above (src/trace/levels.ts), so that no query looks far back.
 */
export function viewport(source: CallSource, query: ViewportQuery): SpanColumns {
  const { thread, fromNs, toNs, maxDepth = Infinity } = query;
  const perPixel = Math.max(0, (toNs - fromNs) / Math.max(1, query.pixels));
  const rows = scratch;
  rows.clear();
  const merger = new SpanMerger(perPixel, (depth, start, end, fn, call, merged, failed, net) =>
    rows.push(depth, start, end, fn, call, merged, failed, net),
  );
  if (source.threads().has(thread)) {
    const level = levelFor(source, thread, perPixel);
    const read = new Reader(source, thread, { fromNs, toNs, maxDepth }, merger);
    if (level < 0) {
      read.singles(fromNs - FINEST_NS);
      read.longAbove(0, fromNs - FINEST_NS);
      read.slices();
    } else {
      read.longAbove(level, Infinity);
      read.level(level);
    }
    read.open();
  }
  merger.flush();
  return spanColumns(rows, source.countsMemory(thread));
}

/** What a query finds, before it is cut to its size: queries come one after the other. */
const scratch = new SpanRows();

/** What was found, cut to its size. @param countsMemory whether net bytes are known. */
export function spanColumns(rows: SpanRows, countsMemory: boolean): SpanColumns {
  const { count, start, duration, depth, functions, call, merged, failed, net } = rows;
  const endNs = new Float64Array(count);
  for (let row = 0; row < count; row++) endNs[row] = start[row] + duration[row];
  return {
    count,
    startNs: start.slice(0, count),
    endNs,
    depth: depth.slice(0, count),
    functionId: functions.slice(0, count),
    call: call.slice(0, count),
    merged: merged.slice(0, count),
    failed: failed.slice(0, count),
    ...(countsMemory ? { netBytes: net?.slice(0, count) ?? new Float64Array(count) } : {}),
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

type Window = Pick<SpanWindow, 'fromNs' | 'toNs' | 'maxDepth'>;

class Reader {
  constructor(
    readonly source: CallSource,
    readonly thread: number,
    readonly window: Window,
    readonly merger: SpanMerger,
  ) {}

  /** Everything that a level keeps. */
  level(level: number): void {
    const { fromNs, toNs, maxDepth } = this.window;
    this.#feed(level, false, { ...this.window, leastNs: 0, startedBeforeNs: Infinity });
    this.source.live(this.thread)?.levels.waiting(level, (depth, start, end, fn, call, merged, failed, net) => {
      if (start > toNs || end < fromNs || depth > maxDepth) return;
      this.merger.add(depth, start, end, fn, call, merged, failed, net);
    });
  }

  /** Long spans that `level` and those below leave to the levels above. */
  longAbove(level: number, startedBeforeNs: number): void {
    const { source, thread } = this;
    const levels = Math.max(source.chunks(thread).spans.length, source.live(thread)?.levels.levels ?? 0);
    for (let above = level + 1; above < levels; above++) {
      this.#feed(above, true, { ...this.window, leastNs: 0, startedBeforeNs });
    }
  }

  /** What level 0 shows singly, of what began before. */
  singles(startedBeforeNs: number): void {
    this.#feed(0, false, { ...this.window, leastNs: FINEST_NS, startedBeforeNs });
  }

  #feed(level: number, long: boolean, window: SpanWindow): void {
    const { source, thread, merger } = this;
    for (const row of source.chunks(thread).spans[level] ?? []) {
      if (row.long !== long || row.firstNs > window.toNs || row.lastNs < window.fromNs) continue;
      if (row.firstNs < window.startedBeforeNs) merger.feed(source.spans(row), window);
    }
    const rows = source.live(thread)?.levels.rows(level, long) ?? null;
    if (rows !== null) merger.feed(rows, window);
  }

  /** Slices that have ended and began in the stretch, or less than the finest resolution before it. */
  slices(): void {
    const { source, thread } = this;
    const { fromNs, toNs } = this.window;
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
    const { source, thread, merger } = this;
    const { fromNs, toNs, maxDepth } = this.window;
    const { start, duration, depth, functions, flags, count, allocated, freed, netBefore } = chunk;
    for (let row = firstFrom(start, count, begin); row < count; row++) {
      const from = start[row];
      if (from > toNs) return;
      const length = duration[row];
      if (length === STILL_OPEN || from + length < fromNs || depth[row] > maxDepth) continue;
      const tag = flags[row];
      const isLater = (tag & SliceFlag.continuation) !== 0;
      let net = 0;
      if (allocated !== null && freed !== null)
        net = allocated[row] - freed[row] - (isLater ? netBefore.get(row, 0) : 0);
      const call = isLater
        ? source.activation(chunk.activations.get(row, 0)).first
        : sliceId(thread, chunk.first + row);
      merger.add(
        depth[row],
        from,
        from + length,
        functions[row],
        call,
        1,
        (tag & SliceFlag.endedMask) === Ended.unwind ? 1 : 0,
        net,
      );
    }
  }

  /** Slices that have not ended: only of a run that is going on. */
  open(): void {
    const { source, thread, merger } = this;
    const { fromNs, toNs, maxDepth } = this.window;
    const live = source.live(thread);
    if (live === null) return;
    const lastNs = source.lastNs(thread);
    const { stack } = live;
    const net = live.countsMemory ? netBelow(stack) : null;
    for (let depth = 0; depth < Math.min(stack.depth, maxDepth + 1); depth++) {
      const start = stack.start[depth];
      if (start > toNs || lastNs < fromNs) continue;
      const { chunk, row } = this.#place(stack.slice[depth]);
      merger.add(
        depth,
        start,
        Math.max(start, lastNs),
        chunk.functions[row],
        stack.call[depth],
        1,
        0,
        net?.[depth] ?? 0,
      );
    }
  }

  #place(index: number): { readonly chunk: SliceChunk; readonly row: number } {
    const chunk = this.source.slices(this.thread, index >>> CHUNK_BITS);
    return { chunk, row: index - chunk.first };
  }
}

/** Net bytes of every open slice and what it called. */
function netBelow({ allocated, freed, depth }: CallStack): Float64Array {
  const net = new Float64Array(depth);
  let sum = 0;
  for (let at = depth - 1; at >= 0; at--) net[at] = sum += allocated[at] - freed[at];
  return net;
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
