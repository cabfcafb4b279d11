import { describe, expect, it, vi } from 'vitest';
import type { Result } from '../../src/base/result.js';
import type { SpanColumns, ViewportQuery } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { callSource } from './span-source.js';
import { extentFor, suffices } from './request-plan.js';
import type { Want } from './request-plan.js';
import { testSpans } from './test-spans.js';

const want: Want = {
  view: { fromNs: 40_000, toNs: 50_000 },
  pixels: 100,
  shallowest: 0,
  deepest: 10,
  whole: { fromNs: 0, toNs: 100_000 },
  growth: 0,
};

describe('what is asked for', () => {
  it('is half a screen more on either side', () => {
    expect(extentFor(want)).toEqual({
      fromNs: 35_000,
      toNs: 55_000,
      perPixelNs: 100,
      firstDepth: 0,
      maxDepth: 32,
      growth: 0,
    });
  });

  it.each<[string, Partial<Want>, boolean]>([
    ['the same', {}, true],
    ['a little to the side', { view: { fromNs: 44_000, toNs: 54_000 } }, true],
    ['too far to the side', { view: { fromNs: 46_000, toNs: 56_000 } }, false],
    ['a little closer', { view: { fromNs: 42_000, toNs: 50_000 } }, true],
    ['much closer', { view: { fromNs: 44_000, toNs: 46_000 } }, false],
    ['further away', { view: { fromNs: 35_000, toNs: 55_000 }, pixels: 40 }, false],
    ['deeper', { deepest: 40 }, false],
    ['what lies above', { shallowest: -1 }, false],
    ['the run has grown', { growth: 1 }, false],
  ])('does for %s: %j', (_, change, expected) => {
    expect(suffices(extentFor(want), { ...want, ...change })).toBe(expected);
  });

  it('does at the ends of the run, where there is nothing more', () => {
    const all = { ...want, view: want.whole };
    expect(suffices(extentFor(all), all)).toBe(true);
  });
});

/** A host that answers when it is told to. */
function slowHost() {
  const waiting: { query: ViewportQuery; signal: AbortSignal; answer: (result: Result<SpanColumns>) => void }[] = [];
  const request = vi.fn<(method: string, query: ViewportQuery, signal: AbortSignal) => Promise<Result<SpanColumns>>>(
    (_method, query, signal) => new Promise((answer) => waiting.push({ query, signal, answer })),
  );
  return { host: { request } as unknown as Host, request, waiting };
}

describe('the spans of a lane', () => {
  it('are asked for once, and are there when they come', async () => {
    const { host, request, waiting } = slowHost();
    const arrived = vi.fn<() => void>();
    const source = callSource(host, 1, arrived);
    source.want(want);
    source.want(want);
    expect(request).toHaveBeenCalledTimes(1);
    waiting[0].answer({ ok: testSpans({ from: 0, to: 5 }) });
    await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(1));
    source.want(want);
    expect(request).toHaveBeenCalledTimes(1);
    expect(source.value?.count).toBe(1);
  });

  it('stay until better ones are there, and questions that nobody needs are withdrawn', async () => {
    const { host, waiting } = slowHost();
    const source = callSource(host, 1, () => {});
    source.want(want);
    source.want({ ...want, view: { fromNs: 0, toNs: 100 } });
    expect(waiting.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    waiting[0].answer({ ok: testSpans() });
    waiting[1].answer({ ok: testSpans({ from: 0, to: 5 }, { from: 6, to: 9 }) });
    await vi.waitFor(() => expect(source.value?.count).toBe(2));
  });

  it('are not asked for again and again when that fails', async () => {
    const { host, request, waiting } = slowHost();
    const source = callSource(host, 1, () => {});
    source.want(want);
    waiting[0].answer({ err: { code: 'internal', message: 'no' } });
    await Promise.resolve();
    await Promise.resolve();
    source.want(want);
    expect(request).toHaveBeenCalledTimes(1);
    source.want({ ...want, growth: 1 });
    expect(request).toHaveBeenCalledTimes(2);
  });
});
