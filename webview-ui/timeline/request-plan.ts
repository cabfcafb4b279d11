import type { TimeWindow } from './time-window.js';
import { clampWindow, lengthOf } from './time-window.js';

/** Which spans a lane has, or has asked for. */
export interface Extent extends TimeWindow {
  /** Length of a pixel that it was made for. */
  readonly perPixelNs: number;
  readonly firstDepth: number;
  readonly maxDepth: number;
  /** How often the run had grown by then. */
  readonly growth: number;
}

export interface Want {
  readonly view: TimeWindow;
  readonly pixels: number;
  /** First and last row that is seen. */
  readonly shallowest: number;
  readonly deepest: number;
  readonly whole: TimeWindow;
  readonly growth: number;
}

/** Spans of pixels up to this much longer than wanted are still good enough to look at while zooming in. */
const COARSEST = 1.5;
/** Much finer ones are many more than needed. */
const FINEST = 1 / 4;

/** Whether these spans can be shown as they are: enough of them, neither too coarse nor too fine. */
export function suffices(extent: Extent, { view, pixels, shallowest, deepest, whole, growth }: Want): boolean {
  const perPixel = lengthOf(view) / pixels;
  const from = Math.max(view.fromNs, whole.fromNs);
  const to = Math.min(view.toNs, whole.toNs);
  if (extent.fromNs > from || extent.maxDepth < deepest || extent.firstDepth > shallowest) return false;
  if (extent.perPixelNs > perPixel * COARSEST || extent.perPixelNs < perPixel * FINEST) return false;
  // What a live run had not reached when it was asked is missing at its end only.
  return extent.toNs >= to && extent.growth === growth;
}

/** Half a screen more on either side, so that the next moves need no answer. */
const MARGIN = 0.5;
const DEPTH_STEP = 32;

export function extentFor({ view, pixels, shallowest, deepest, whole, growth }: Want): Extent {
  const room = lengthOf(view) * MARGIN;
  const wide = clampWindow({ fromNs: view.fromNs - room, toNs: view.toNs + room }, whole);
  return {
    ...wide,
    perPixelNs: lengthOf(view) / pixels,
    firstDepth: Math.floor(shallowest / DEPTH_STEP) * DEPTH_STEP,
    maxDepth: Math.ceil((deepest + 1) / DEPTH_STEP) * DEPTH_STEP,
    growth,
  };
}
