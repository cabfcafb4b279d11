import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Model } from '../app/model.js';
import { SearchState } from './search-state.js';
import { testCall } from './test-calls.js';

const hits = [{ functionId: 3, qualname: 'total', file: '/srv/shop.py', line: 1, calls: 3 }];

function search() {
  const selected: unknown[] = [];
  const request = vi.fn<(method: string, input: unknown) => Promise<unknown>>((method, input) => {
    if (method === 'search') return Promise.resolve({ ok: { hits, calls: 3 } });
    if (method === 'searchTasks') {
      const { limit, offset = 0 } = input as { limit: number; offset?: number };
      return Promise.resolve({ ok: { hits: limit === 0 ? [] : [{ thread: 1, call: 500 + offset }], count: 2 } });
    }
    const { offset } = input as { offset: number };
    return Promise.resolve({ ok: [testCall({ id: 100 + offset })] });
  });
  const model = { host: { request }, select: (selection: unknown) => selected.push(selection) } as unknown as Model;
  return { state: new SearchState(model, ({ call }) => selected.push(`task ${call}`)), request, selected };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('searching', () => {
  it('waits for the end of a word and asks once', async () => {
    const { state, request } = search();
    for (const text of ['t', 'to', 'tot']) state.text.value = text;
    await vi.advanceTimersByTimeAsync(500);
    expect(request.mock.calls.map(([method]) => method)).toEqual(['search', 'searchTasks']);
    expect(state.found.value).toEqual({ text: 'tot', hits, calls: 3, tasks: 2 });
    state.text.value = ' ';
    expect(state.found.value).toBeNull();
  });

  it('goes through the calls and then the tasks in order, round at the ends, however fast', async () => {
    const { state, selected } = search();
    state.text.value = 'total';
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([1, 1, 1, 1, 1, 1, -1, -1, -1].map((by) => state.step(by === 1 ? 1 : -1)));
    const calls = (...ids: readonly number[]) => ids.map((call) => ({ thread: 1, call }));
    const tasks = ['task 500', 'task 501'];
    expect(selected).toEqual([...calls(100, 101, 102), ...tasks, ...calls(100), ...tasks.toReversed(), ...calls(102)]);
    expect(state.at.value).toBe(2);
  });

  it('goes nowhere before anything was found', async () => {
    const { state, selected } = search();
    await state.step(1);
    expect(selected).toEqual([]);
  });
});
