import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { TraceWriter } from '../../format/writer.js';
import { runFolder } from '../../../test/store/run-folder.js';
import type { SpanColumns, Store } from '../api.js';
import { openRun } from '../index.js';

interface Slice {
  readonly start: number;
  end: number;
  readonly depth: number;
  failed: boolean;
}

/** A program of many calls, most of them microseconds, some milliseconds, nested up to twelve deep. */
function busy(calls: number): { readonly bytes: Uint8Array; readonly slices: readonly Slice[] } {
  const trace = new TraceWriter();
  const thread = trace.thread('MainThread');
  const functions = ['a', 'b', 'c'].map((qualname) => trace.function({ qualname }));
  const slices: Slice[] = [];
  const open: { slice: Slice; fn: number }[] = [];
  let state = 5;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let now = 0;
  while (slices.length < calls || open.length > 0) {
    now += random(40) === 0 ? random(3_000_000) : random(9_000);
    const begins = slices.length < calls && open.length < 12 && (open.length === 0 || random(100) < 55);
    if (begins) {
      const slice = { start: now, end: now, depth: open.length, failed: false };
      const fn = functions[random(3)];
      slices.push(slice);
      open.push({ slice, fn });
      thread.call(fn, now);
      continue;
    }
    const top = open.pop();
    if (top === undefined) break;
    top.slice.end = now;
    top.slice.failed = random(30) === 0;
    if (top.slice.failed) thread.unwind(top.fn, now);
    else thread.return(top.fn, now);
  }
  return { bytes: trace.end().bytes(), slices };
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly merged: number;
  readonly call: number;
  readonly failed: boolean;
}

function spansOf(columns: SpanColumns): readonly Span[] {
  return Array.from({ length: columns.count }, (_, row) => ({
    start: columns.startNs[row],
    end: columns.endNs[row],
    depth: columns.depth[row],
    merged: columns.merged[row],
    call: columns.call[row],
    failed: columns.failed[row] === 1,
  }));
}

const { bytes, slices } = busy(120_000);
const lastNs = slices.reduce((last, { end }) => Math.max(last, end), 0);

async function opened(): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

function key({ start, end, depth }: { start: number; end: number; depth: number }): string {
  return `${depth} ${start} ${end}`;
}

test(
  'nothing of a pixel or more is missing from any viewport, and nothing that runs is left blank',
  { timeout: 30_000 },
  async () => {
    const store = await opened();
    expect(store.threads()[0].calls).toBe(slices.length);
    const window = fc.record({
      zoom: fc.double({ min: 0, max: 6, noNaN: true }),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      pixels: fc.integer({ min: 10, max: 2000 }),
    });
    fc.assert(
      fc.property(window, ({ zoom, place, pixels }) => {
        const width = lastNs * 10 ** -zoom;
        const fromNs = Math.floor(place * (lastNs - width));
        const toNs = fromNs + width;
        const spans = spansOf(store.viewport({ thread: 1, fromNs, toNs, pixels }));
        const perPixel = width / pixels;
        const single = new Map(spans.filter(({ merged }) => merged === 1).map((span) => [key(span), span]));
        const visible = slices.filter(({ start, end }) => start <= toNs && end >= fromNs);
        const missing = visible.filter(
          (slice) => slice.end - slice.start >= perPixel && single.get(key(slice))?.failed !== slice.failed,
        );
        expect(missing).toEqual([]);
        expectCovered(visible, spans);
        const wrong = spans.filter(({ merged, start, end, call }) =>
          merged === 1 ? call <= 0 : end - start > perPixel,
        );
        expect(wrong).toEqual([]);
        // No slice is told twice; a merged span may reach a pixel beyond the edges.
        const near = slices.filter(({ start, end }) => start <= toNs + perPixel && end >= fromNs - perPixel);
        expect(spans.reduce((sum, { merged }) => sum + merged, 0)).toBeLessThanOrEqual(near.length);
      }),
      { numRuns: 20 },
    );
  },
);

/** Every slice lies within a span of its depth. */
function expectCovered(visible: readonly Slice[], spans: readonly Span[]): void {
  for (let depth = 0; depth < 12; depth++) {
    const own = visible.filter((slice) => slice.depth === depth);
    const sorted = spans.filter((span) => span.depth === depth).toSorted((a, b) => a.start - b.start);
    let at = 0;
    let blank = 0;
    for (const { start, end } of own.toSorted((a, b) => a.start - b.start)) {
      while (at + 1 < sorted.length && sorted[at + 1].start <= start) at++;
      if (sorted.length === 0 || sorted[at].start > start || sorted[at].end < end) blank++;
    }
    expect(blank).toBe(0);
  }
}

test('a single span leads to its call', async () => {
  const store = await opened();
  const { call, startNs, endNs, functionId } = store.viewport({ thread: 1, fromNs: 0, toNs: 200_000, pixels: 100_000 });
  expect(call.length).toBeGreaterThan(5);
  for (const [row, id] of call.entries()) {
    expect(store.call(id)).toMatchObject({
      id,
      startNs: startNs[row],
      durationNs: endNs[row] - startNs[row],
      functionId: functionId[row],
    });
  }
});

test('deeper rows than asked for are left out', async () => {
  const store = await opened();
  const { depth } = store.viewport({ thread: 1, fromNs: 0, toNs: lastNs, pixels: 500, maxDepth: 2 });
  expect(Math.max(...depth)).toBe(2);
});
