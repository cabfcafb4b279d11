import { SpanMerger } from '../../trace/merger.js';
import { SpanRows } from '../../trace/spans.js';
import type { SpanChunk } from '../../trace/spans.js';

/** Rows of one block are looked at or passed over together. */
const BLOCK = 512;
/** Fewer rows are read faster than coarser ones are made. */
const LEVELS_FROM = 50_000;
const COARSER = [65_536, 4_096] as const;

export interface TableWindow {
  readonly fromNs: number;
  readonly toNs: number;
  readonly firstDepth: number;
  readonly lastDepth: number;
}

/** Spans in no promised order, and coarser copies of many of them, so that the whole is read as fast as a part. */
export class SpanTable {
  readonly #levels: { readonly resolution: number; readonly blocks: Blocks }[] = [];

  /** @param isFinal whether it will be asked often enough to be worth coarser copies. */
  constructor(rows: SpanRows, isFinal: boolean) {
    this.#levels.push({ resolution: 0, blocks: new Blocks(rows) });
    if (!isFinal || rows.count < LEVELS_FROM) return;
    const length = extentOf(rows);
    let finest = rows;
    for (const pieces of COARSER) {
      const coarse = mergedAt(finest, length / pieces);
      if (coarse.count > finest.count / 2) continue;
      this.#levels.push({ resolution: length / pieces, blocks: new Blocks(coarse) });
      finest = coarse;
    }
  }

  /** Adds those that touch the window to a merger. */
  feed(merger: SpanMerger, window: TableWindow): void {
    const level = this.#levels.findLast(({ resolution }) => resolution <= merger.resolution) ?? this.#levels[0];
    level.blocks.feed(merger, window);
  }
}

class Blocks {
  readonly #rows: SpanChunk;
  readonly #first: Float64Array;
  readonly #last: Float64Array;

  constructor(rows: SpanChunk) {
    const blocks = Math.ceil(rows.count / BLOCK);
    this.#rows = rows;
    this.#first = new Float64Array(blocks).fill(Infinity);
    this.#last = new Float64Array(blocks).fill(-Infinity);
    for (let row = 0; row < rows.count; row++) {
      const block = Math.floor(row / BLOCK);
      this.#first[block] = Math.min(this.#first[block], rows.start[row]);
      this.#last[block] = Math.max(this.#last[block], rows.start[row] + rows.duration[row]);
    }
  }

  feed(merger: SpanMerger, { fromNs, toNs, firstDepth, lastDepth }: TableWindow): void {
    const { count, start, duration, depth, functions, call, merged, failed, net } = this.#rows;
    for (let block = 0; block < this.#first.length; block++) {
      if (this.#first[block] > toNs || this.#last[block] < fromNs) continue;
      const end = Math.min(count, (block + 1) * BLOCK);
      for (let row = block * BLOCK; row < end; row++) {
        const from = start[row];
        const to = from + duration[row];
        if (from > toNs || to < fromNs || depth[row] < firstDepth || depth[row] > lastDepth) continue;
        // Counted from the first one, so that a merger need not know of those above.
        const bytes = net === null ? 0 : net[row];
        merger.add(depth[row] - firstDepth, from, to, functions[row], call[row], merged[row], failed[row], bytes);
      }
    }
  }
}

function extentOf({ count, start, duration }: SpanRows): number {
  let from = Infinity;
  let to = -Infinity;
  for (let row = 0; row < count; row++) {
    from = Math.min(from, start[row]);
    to = Math.max(to, start[row] + duration[row]);
  }
  return Math.max(1, to - from);
}

/** Of each depth in order of time, as a merger wants it: what a merger gives keeps that order. */
function mergedAt(rows: SpanRows, resolution: number): SpanRows {
  const coarse = new SpanRows();
  const merger = new SpanMerger(resolution, (depth, start, end, fn, call, merged, failed, net) =>
    coarse.push(depth, start, end, fn, call, merged, failed, net),
  );
  const { count, start, duration, depth, functions, call, merged, failed, net } = rows;
  for (let row = 0; row < count; row++) {
    const end = start[row] + duration[row];
    const bytes = net === null ? 0 : net[row];
    merger.add(depth[row], start[row], end, functions[row], call[row], merged[row], failed[row], bytes);
  }
  merger.flush();
  return coarse;
}
