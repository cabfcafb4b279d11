import type { SpanColumns } from '../../src/store/api.js';
import type { TimeWindow } from './time-window.js';
import { lengthOf } from './time-window.js';

/**
 * One pixel per column and depth: a lane is painted into memory one row high per depth and then scaled by the canvas.
 * That is an order of magnitude cheaper than rectangles (docs/benchmarks.md).
 */
export interface Strip {
  /** width * rows, a row after the other. */
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly rows: number;
  /** Depth of the first row. */
  readonly firstDepth: number;
}

/** What a span looks like, looked up by function unless `indexOf` says otherwise. All as pixels of ImageData. */
export interface StripColours {
  /** Fill per function id; what is beyond the end has the last colour. */
  readonly fill: Uint32Array;
  /** Main colour of spans that stand for several calls; with the fill they are striped, so that it does not hang on colour. */
  readonly stripe: Uint32Array;
  /** Drawn at the right end of spans that are wide enough, so that neighbours are told apart. */
  readonly edge: number;
  /** High contrast: an edge at both ends, and what is too narrow for edges in the second colour. */
  readonly outlined: boolean;
  /** Per span, which of the colours it has; by function when absent. */
  readonly indexOf?: (spans: SpanColumns) => Uint8Array;
  /** 1 for functions that are painted at all; all of them when absent. */
  readonly only?: Uint8Array;
}

/** Spans of at least this many pixels get an edge. */
const EDGE_FROM = 4;
const STRIPE_SHIFT = 2;

/** @param view in the time of the spans. */
export function paintStrip(strip: Strip, spans: SpanColumns, view: TimeWindow, colours: StripColours): void {
  const { pixels, width, rows, firstDepth } = strip;
  const { startNs, endNs, depth, functionId, merged, count } = spans;
  const { fill, stripe, edge, outlined, only } = colours;
  const index = colours.indexOf?.(spans) ?? functionId;
  const scale = width / lengthOf(view);
  const { fromNs, toNs } = view;
  const last = fill.length - 1;
  for (let span = 0; span < count; span++) {
    const row = depth[span] - firstDepth;
    const start = startNs[span];
    const end = endNs[span];
    if (row < 0 || row >= rows || end < fromNs || start >= toNs) continue;
    if (only !== undefined && only[Math.min(functionId[span], only.length - 1)] === 0) continue;
    const id = Math.min(index[span], last);
    const startX = (start - fromNs) * scale;
    const endX = (end - fromNs) * scale;
    const left = Math.max(0, Math.floor(startX));
    // Whatever its length, a call has a pixel.
    const right = Math.max(left + 1, Math.min(width, Math.round(endX)));
    const line = row * width;
    const isPale = merged[span] > 1 || (outlined && right - left < EDGE_FROM);
    pixels.fill((isPale ? stripe : fill)[id], line + left, line + right);
    if (merged[span] > 1 && right - left > 2) paintStripes(pixels, line, left, right, startX, fill[id]);
    if (right - left < EDGE_FROM) continue;
    if (right > endX - 1) pixels[line + right - 1] = edge;
    if (outlined && left >= startX - 1) pixels[line + left] = edge;
  }
}

/** The stripes hang on the span's start, not on the screen: they must not crawl while it moves. */
function paintStripes(
  pixels: Uint32Array,
  line: number,
  left: number,
  right: number,
  startX: number,
  colour: number,
): void {
  const origin = Math.floor(startX);
  for (let x = left; x < right; x++) {
    if (((x - origin) >> STRIPE_SHIFT) & 1) pixels[line + x] = colour;
  }
}
