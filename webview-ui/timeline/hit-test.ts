import type { SpanColumns } from '../../src/store/api.js';

/**
 * The span at a place, or -1: the one that contains it, else the nearest within `slackNs`, because a span of a
 * hundredth of a pixel is drawn one pixel wide. Spans come in no promised order, so all are looked at.
 */
export function spanAt(spans: SpanColumns, depth: number, ns: number, slackNs: number): number {
  let nearest = -1;
  let distance = slackNs;
  for (let span = 0; span < spans.count; span++) {
    if (spans.depth[span] !== depth) continue;
    const start = spans.startNs[span];
    const end = spans.endNs[span];
    if (ns >= start && ns < end) return span;
    const away = ns < start ? start - ns : ns - end;
    if (away <= distance) {
      nearest = span;
      distance = away;
    }
  }
  return nearest;
}
