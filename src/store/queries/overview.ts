import { SpanRows } from '../../trace/spans.js';
import type { OverviewQuery, SpanColumns } from '../api.js';
import type { CallSource } from '../call-source.js';
import { spanColumns, viewport } from './viewport.js';

/** Spans of many threads in one picture, so that a thousand threads are one question. */
export function overview(source: CallSource, { threads, fromNs, toNs, pixels }: OverviewQuery): SpanColumns {
  const rows = new SpanRows();
  const counts = threads.some(({ thread }) => source.countsMemory(thread));
  for (const { thread, offsetNs, row, rows: depths } of threads) {
    const own = { thread, fromNs: fromNs - offsetNs, toNs: toNs - offsetNs, pixels, maxDepth: depths - 1 };
    const { count, startNs, endNs, depth, functionId, call, merged, failed, netBytes } = viewport(source, own);
    const uncounted = counts ? NaN : 0;
    for (let at = 0; at < count; at++) {
      const [from, to] = [startNs[at] + offsetNs, endNs[at] + offsetNs];
      rows.push(
        row + depth[at],
        from,
        to,
        functionId[at],
        call[at],
        merged[at],
        failed[at],
        netBytes?.[at] ?? uncounted,
      );
    }
  }
  return spanColumns(rows, counts);
}
