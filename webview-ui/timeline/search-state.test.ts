import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../app/model.js';
import { SearchState } from './search-state.js';
import { testCall } from './test-calls.js';

const hits = [{ functionId: 3, qualname: 'total', file: '/srv/shop.py', line: 1, calls: 3 }];

function search() {
  const selected: unknown[] = [];
  const request = vi.fn<(method: string, input: unknown) => Promise<unknown>>((method, input) => {
    if (method === 'search') return Promise.resolve({ ok: { hits, calls: 3 } });
    const { offset } = input as { offset: number };
    return Promise.resolve({ ok: [testCall({ id: 100 + offset })] });
  });
  const model = { host: { request }, select: (selection: unknown) => selected.push(selection) } as unknown as Model;
  return { state: new SearchState(model), request, selected };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('searching', () => {
  it('waits for the end of a word and asks once', async () => {
    const { state, request } = search();
    for (const text of ['t', 'to', 'tot']) state.text.value = text;
    await vi.advanceTimersByTimeAsync(500);
    expect(request.mock.calls).toHaveLength(1);
    expect(state.found.value).toEqual({ text: 'tot', hits, calls: 3 });
    state.text.value = ' ';
    expect(state.found.value).toBeNull();
  });

  it('goes through the calls in order, round at the ends, however fast', async () => {
    const { state, selected } = search();
    state.text.value = 'total';
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([state.step(1), state.step(1), state.step(1), state.step(1), state.step(-1)]);
    expect(selected).toEqual([100, 101, 102, 100, 102].map((call) => ({ thread: 1, call })));
    expect(state.at.value).toBe(2);
  });

  it('goes nowhere before anything was found', async () => {
    const { state, selected } = search();
    await state.step(1);
    expect(selected).toEqual([]);
  });
});
