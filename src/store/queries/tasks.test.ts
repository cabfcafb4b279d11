import { expect, onTestFinished, test } from 'vitest';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { FunctionFlag } from '../../format/schema.gen.js';
import { TraceWriter } from '../../format/writer.js';
import type { Store } from '../api.js';
import { openRun } from '../index.js';

async function opened(bytes: Uint8Array): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

const flags = FunctionFlag.optimized | FunctionFlag.coroutine;

test('tasks are told with their steps, and one that waits for ever lasts to the end', async () => {
  const store = await opened(programBytes());
  const thread = 1;
  expect(store.taskTracks()).toEqual([{ thread, tasks: 2, rows: 2, fromNs: 2000, toNs: 3000, left: 0 }]);
  const { lifetimes, task, steps, names } = store.taskSpans({
    thread,
    fromNs: 0,
    toNs: 3000,
    pixels: 3000,
    firstRow: 0,
    rows: 10,
  });
  expect([...lifetimes.startNs]).toEqual([2000, 2200]);
  expect([...lifetimes.endNs]).toEqual([2700, 3000]);
  expect([...task]).toEqual([1, 2]);
  expect(names.map(({ name }) => name)).toEqual(['Task-1', 'Task-2']);
  expect([...steps.startNs].toSorted((a, b) => a - b)).toEqual([2000, 2200, 2400]);
  const [work] = store.callsOf([store.functions('work')[0].functionId], { limit: 1, offset: 2 });
  expect(store.taskOf(work.id)).toMatchObject({
    name: 'Task-1',
    coroutine: 'Client.fetch',
    index: 0,
    of: 2,
    steps: 2,
    activeNs: 400,
  });
  expect(store.taskOf(work.id)?.call).toBe(lifetimes.call[0]);
  const [main] = store.callsOf([store.functions('<module>')[0].functionId], { limit: 1 });
  expect(store.taskOf(main.id)).toBeNull();
  expect(store.taskAt(thread, 1)).toMatchObject({ name: 'Task-2', row: 1 });
  expect(store.taskAt(thread, 2)).toBeNull();
  expect(store.taskAt(thread, -1)).toBeNull();
});

test('coroutines that a coroutine awaits are no steps of their own', async () => {
  const trace = new TraceWriter();
  const outer = trace.function({ qualname: 'outer', flags });
  const inner = trace.function({ qualname: 'inner', flags });
  const task = trace.task('Task-1', 'outer');
  const thread = trace.thread('MainThread');
  thread.call(outer, 0, { activation: 1, task }).call(inner, 10, { activation: 2, task });
  thread.yield(inner, 20).yield(outer, 30);
  thread.resume(outer, 100, { activation: 1, task }).resume(inner, 110, { activation: 2, task });
  thread.return(inner, 120).return(outer, 130);
  const store = await opened(trace.end().bytes());
  expect(store.taskAt(1, 0)).toMatchObject({ steps: 2, activeNs: 60, fromNs: 0, toNs: 130 });
});

test('ten thousand tasks one after the other share a row; as many at once have one each', async () => {
  for (const [gap, rows] of [
    [100, 1],
    [0, 10_000],
  ]) {
    const trace = new TraceWriter();
    const handle = trace.function({ qualname: 'handle', flags });
    const thread = trace.thread('MainThread');
    const count = 10_000;
    const begin = (at: number) => {
      const task = trace.task(`Task-${at}`, 'handle');
      thread.call(handle, at * 100, { activation: at + 1, task });
      return task;
    };
    if (gap > 0) {
      for (let at = 0; at < count; at++) {
        begin(at);
        thread.return(handle, at * 100 + 50);
      }
    } else {
      const tasks = Array.from({ length: count }, (_, at) => {
        const task = begin(at);
        thread.yield(handle, at * 100 + 50);
        return task;
      });
      for (const [at, task] of tasks.entries()) {
        thread.resume(handle, (count + at) * 100, { activation: at + 1, task }).return(handle, (count + at) * 100 + 50);
      }
    }
    const store = await opened(trace.end().bytes());
    const [track] = store.taskTracks();
    expect(track).toMatchObject({ tasks: count, rows });
    const query = { thread: 1, fromNs: 0, toNs: track.toNs, pixels: 1500, firstRow: rows - 1, rows: 40 };
    const { lifetimes, names } = store.taskSpans(query);
    expect(lifetimes.count).toBeLessThan(3000);
    expect(lifetimes.merged.reduce((sum, merged) => sum + merged, 0)).toBe(rows === 1 ? count : 1);
    expect([...new Set(lifetimes.depth)]).toEqual([rows - 1]);
    expect(names).toHaveLength(rows === 1 ? 0 : 1);
    expect(store.searchTasks({ text: 'task-99', limit: 3, offset: 1 })).toMatchObject({
      hits: [{ name: 'Task-990' }, { name: 'Task-991' }, { name: 'Task-992' }],
      count: 111,
    });
  }
});
