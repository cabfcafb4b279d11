import { describe, expect, it, vi } from 'vitest';
import type { Result } from '../../src/base/result.js';
import type { SpanColumns, ViewportQuery } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { Troubles } from '../app/troubles.js';
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
  const troubles = new Troubles();
  const lane = { thread: 1, name: 'MainThread' };
  const sourceOf = (changed: () => void) => callSource({ request } as unknown as Host, troubles, lane, changed);
  return { sourceOf, troubles, request, waiting };
}

describe('the spans of a lane', () => {
  it('are asked for once, and are there when they come', async () => {
    const { sourceOf, request, waiting } = slowHost();
    const arrived = vi.fn<() => void>();
    const source = sourceOf(arrived);
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
    const { sourceOf, waiting } = slowHost();
    const source = sourceOf(() => {});
    source.want(want);
    source.want({ ...want, view: { fromNs: 0, toNs: 100 } });
    expect(waiting.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    waiting[0].answer({ ok: testSpans() });
    waiting[1].answer({ ok: testSpans({ from: 0, to: 5 }, { from: 6, to: 9 }) });
    await vi.waitFor(() => expect(source.value?.count).toBe(2));
  });

  const failure = { err: { code: 'io', message: 'disk on fire' } } as const;

  it('are asked for again a while after that failed, not at every frame, and at once when the run has grown', async () => {
    vi.useFakeTimers();
    const { sourceOf, request, waiting } = slowHost();
    let now = want;
    const source = sourceOf(() => source.want(now));
    source.want(want);
    waiting[0].answer(failure);
    await vi.advanceTimersByTimeAsync(0);
    source.want(want);
    source.want({ ...want, view: { fromNs: 0, toNs: 10_000 } });
    expect(request).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(request).toHaveBeenCalledTimes(2);
    waiting[1].answer(failure);
    await vi.advanceTimersByTimeAsync(0);
    now = { ...want, growth: 1 };
    source.want(now);
    expect(request).toHaveBeenCalledTimes(3);
    waiting[2].answer({ ok: testSpans({ from: 0, to: 5 }) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(source.value?.count).toBe(1);
    expect(request).toHaveBeenCalledTimes(3);
    vi.useRealTimers();
  });

  it('that stay away are said to be missing, until they come or nobody looks at them', async () => {
    vi.useFakeTimers();
    const { sourceOf, troubles, waiting } = slowHost();
    const source = sourceOf(() => source.want(want));
    const said = () => [...troubles.all.value.values()];
    const answer = async (result: Result<SpanColumns>) => {
      waiting.at(-1)?.answer(result);
      await vi.advanceTimersByTimeAsync(0);
    };
    source.want(want);
    await answer(failure);
    expect(said()).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    await answer(failure);
    expect(said()).toEqual([{ what: 'the calls of MainThread', message: 'disk on fire' }]);
    troubles.tryAgain();
    expect(waiting).toHaveLength(3);
    await answer(failure);
    expect(said()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(250);
    await answer({ ok: testSpans() });
    expect(said()).toEqual([]);

    const changed = vi.fn<() => void>();
    const other = sourceOf(changed);
    other.want(want);
    await answer(failure);
    other.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(changed).not.toHaveBeenCalled();
    vi.useRealTimers();
  });
});
