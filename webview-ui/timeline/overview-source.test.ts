import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signal } from '@preact/signals';
import type { Host, Model } from '../app/model.js';
import { Troubles } from '../app/troubles.js';
import { OverviewSource } from './overview-source.js';
import { TaskTracks } from './task-tracks.js';
import { testCall } from './test-calls.js';
import { testSpans } from './test-spans.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = { err: { code: 'io', message: 'disk on fire' } };
const want = { whole: { fromNs: 0, toNs: 100 }, pixels: 10, growth: 0 };

test('the overview is asked for again when it failed, and says that it is missing', async () => {
  const troubles = new Troubles();
  const request = vi.fn<() => Promise<unknown>>(() => Promise.resolve(failure));
  const source = new OverviewSource({ request } as unknown as Host, troubles, () => source.want([], want));
  source.want([], want);
  await vi.advanceTimersByTimeAsync(100);
  expect(request).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(request).toHaveBeenCalledTimes(2);
  expect([...troubles.all.value.values()]).toEqual([{ what: 'the overview of the run', message: 'disk on fire' }]);
  source.want([], { ...want, growth: 1 });
  expect(request).toHaveBeenCalledTimes(3);
  request.mockImplementation(() => Promise.resolve({ ok: testSpans({ from: 0, to: 5 }) }));
  await vi.advanceTimersByTimeAsync(1000);
  expect(source.value?.count).toBe(1);
  expect(troubles.all.value.size).toBe(0);
  const asked = request.mock.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(request).toHaveBeenCalledTimes(asked);
});

test('the tracks of tasks are asked for again when that failed, and no other task passes for the selected one', async () => {
  const troubles = new Troubles();
  const selectedCall = signal(testCall({ id: 1, task: 'a' }));
  const answers: Record<string, unknown> = { taskTracks: failure, taskOf: { ok: { name: 'a' } } };
  const request = vi.fn<(method: string) => Promise<unknown>>((method) => Promise.resolve(answers[method]));
  const model = { growth: signal(0), selectedCall, selection: signal({ thread: 1, call: 1 }), troubles };
  const tracks = new TaskTracks({ ...model, host: { request } } as unknown as Model);
  await vi.advanceTimersByTimeAsync(300);
  expect(troubles.all.value.size).toBe(1);
  expect(tracks.selected.value).toEqual({ name: 'a' });
  answers['taskTracks'] = { ok: [{ thread: 1, rows: 1, tasks: 2, left: 0 }] };
  answers['taskOf'] = failure;
  selectedCall.value = testCall({ id: 2, task: 'b' });
  await vi.advanceTimersByTimeAsync(1000);
  expect(tracks.tracks.value).toHaveLength(1);
  expect(troubles.all.value.size).toBe(0);
  expect(tracks.selected.value).toBeNull();
});
