import type { SpanColumns } from '../../src/store/api.js';
import type { TimeWindow } from './time-window.js';
import { lengthOf } from './time-window.js';

/** Spans that have room for more than a colour. Indices into the columns, with their places in pixels. */
export interface WideSpans {
  count: number;
  readonly span: Int32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

export function wideSpans(capacity: number): WideSpans {
  return {
    count: 0,
    span: new Int32Array(capacity),
    left: new Float32Array(capacity),
    right: new Float32Array(capacity),
  };
}

export interface Rows {
  readonly firstDepth: number;
  readonly rows: number;
}

interface Screen {
  readonly width: number;
  readonly leastPixels: number;
  readonly rows: Rows;
}

/** Widths are counted by the pixel up to this one. */
const WIDEST = 512;
const widths = new Uint32Array(WIDEST + 1);

/**
 * Collects spans of `leastPixels` or more within the window, of these rows; the widest when there are more than there is
 * room for: what is drawn at a frame stays bounded.
 */
export function findWide(found: WideSpans, spans: SpanColumns, view: TimeWindow, screen: Screen): void {
  const scale = screen.width / lengthOf(view);
  widths.fill(0);
  let candidates = 0;
  eachWide(spans, view, screen, (_, pixels) => {
    widths[pixels]++;
    candidates++;
  });
  // All wider than `cut`, and as many of exactly that width as there is room for.
  const room = found.span.length;
  let cut = 0;
  let atCut = room;
  if (candidates > room) {
    let wider = 0;
    cut = WIDEST;
    while (wider + widths[cut] <= room) wider += widths[cut--];
    atCut = room - wider;
  }
  found.count = 0;
  eachWide(spans, view, screen, (span, pixels) => {
    if (pixels < cut || (pixels === cut && atCut-- <= 0)) return;
    found.span[found.count] = span;
    found.left[found.count] = Math.max(0, (spans.startNs[span] - view.fromNs) * scale);
    found.right[found.count] = Math.min(screen.width, (spans.endNs[span] - view.fromNs) * scale);
    found.count++;
  });
}

/** @param visit gets the width of what is seen, in whole pixels, at most `WIDEST`. */
function eachWide(
  { startNs, endNs, depth, count }: SpanColumns,
  { fromNs, toNs }: TimeWindow,
  { width, leastPixels, rows: { firstDepth, rows } }: Screen,
  visit: (span: number, pixels: number) => void,
): void {
  const scale = width / (toNs - fromNs);
  const least = leastPixels / scale;
  for (let span = 0; span < count; span++) {
    const start = Math.max(fromNs, startNs[span]);
    const end = Math.min(toNs, endNs[span]);
    const row = depth[span] - firstDepth;
    if (end - start < least || row < 0 || row >= rows) continue;
    visit(span, Math.min(WIDEST, Math.floor((end - start) * scale)));
  }
}
