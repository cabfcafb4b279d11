import type { SpanColumns } from '../../src/store/api.js';
import type { Rows } from './wide-spans.js';
import type { TimeWindow } from './time-window.js';
import { lengthOf } from './time-window.js';

/** One in so many pixels and row; more would be one red bar. */
const LEAST_DISTANCE = 5;

/**
 * Right ends of spans that an exception left, as pairs of x and row. Of those that lie closer together than a mark is
 * wide, one stands for all.
 */
export function failureMarks(
  spans: SpanColumns,
  view: TimeWindow,
  width: number,
  { firstDepth, rows }: Rows,
): readonly { readonly x: number; readonly row: number; readonly length: number }[] {
  const scale = width / lengthOf(view);
  const columns = Math.ceil(width / LEAST_DISTANCE) + 1;
  const taken = new Uint8Array(rows * columns);
  const marks: { x: number; row: number; length: number }[] = [];
  for (let span = 0; span < spans.count; span++) {
    if (spans.failed[span] === 0) continue;
    const row = spans.depth[span] - firstDepth;
    if (row < 0 || row >= rows || spans.endNs[span] < view.fromNs || spans.endNs[span] > view.toNs) continue;
    const x = (spans.endNs[span] - view.fromNs) * scale;
    const place = row * columns + Math.floor(x / LEAST_DISTANCE);
    if (taken[place] === 1) continue;
    taken[place] = 1;
    marks.push({ x, row, length: (spans.endNs[span] - spans.startNs[span]) * scale });
  }
  return marks;
}
