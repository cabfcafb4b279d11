import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FunctionStats, SortKey } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { Troubles } from '../app/troubles.js';
import { Catalog, MOST_FUNCTIONS } from './catalog.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function modelOf(functions: number) {
  const asked: unknown[] = [];
  const growth = signal(0);
  const answers = {
    top: ({ sort, limit }: { sort: SortKey; limit: number }) => {
      asked.push(sort);
      return Array.from({ length: Math.min(limit, functions) }, (_, at) => ({ functionId: at + 1 }) as FunctionStats);
    },
    callsOf: ({ functionIds }: { functionIds: readonly number[] }) => {
      asked.push(functionIds);
      return [{ qualname: 'beyond', file: 'b.py', line: 3 }];
    },
  };
  const request = (method: keyof typeof answers, input: never) => Promise.resolve({ ok: answers[method](input) });
  return { model: { growth, troubles: new Troubles(), host: { request } } as unknown as Model, growth, asked };
}

test('a run that grows at every moment is asked about calmly', async () => {
  const { model, growth, asked } = modelOf(3);
  const catalog = new Catalog(model);
  await vi.advanceTimersByTimeAsync(0);
  expect(catalog.rows.value).toHaveLength(3);
  for (let moment = 0; moment < 30; moment++) {
    growth.value++;
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThanOrEqual(3);
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked.length).toBeLessThanOrEqual(4);
});

test('another order is asked for only when there are more functions than were sent', async () => {
  const few = modelOf(3);
  const small = new Catalog(few.model);
  await vi.advanceTimersByTimeAsync(0);
  small.sortBy('self');
  await vi.advanceTimersByTimeAsync(0);
  expect(few.asked).toEqual(['total']);

  const many = modelOf(MOST_FUNCTIONS + 1);
  const large = new Catalog(many.model);
  await vi.advanceTimersByTimeAsync(0);
  expect(large.isCut.value).toBe(true);
  large.sortBy('self');
  await vi.advanceTimersByTimeAsync(0);
  expect(many.asked).toEqual(['total', 'self']);
});

test('a function beyond the cut is learned from one of its calls, once', async () => {
  const { model, asked } = modelOf(1);
  const catalog = new Catalog(model);
  await vi.advanceTimersByTimeAsync(0);
  await catalog.learn(1);
  await catalog.learn(9000);
  await catalog.learn(9000);
  expect(asked).toEqual(['total', [9000]]);
  expect(catalog.byId.value.get(9000)).toMatchObject({ qualname: 'beyond', line: 3, calls: 0 });
});
