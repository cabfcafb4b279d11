import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { synthesizeFibonacci } from '../format/synthesize.js';
import { programBytes } from '../../test/store/program.js';
import { runFolder, temporaryFolder } from '../../test/store/run-folder.js';
import type { Store } from './api.js';
import { openRun } from './index.js';
import type { OpenOptions } from './index.js';

async function opened(folder: string, options?: OpenOptions): Promise<Store> {
  const store = await openRun(folder, options);
  onTestFinished(() => store.close());
  return store;
}

function calls(store: Store, qualname: string) {
  const ids = store.functions(qualname).map(({ functionId }) => functionId);
  return store.callsOf(ids, { limit: 100 });
}

/** Everything that can be asked, in one value to compare. */
function everything(store: Store): unknown {
  const rows = store.top({ sort: 'calls', limit: 100 }).flatMap(({ qualname }) => calls(store, qualname));
  return {
    info: store.info(),
    threads: store.threads(),
    top: store.top({ sort: 'total', limit: 10 }),
    rows,
    values: rows.map(({ id }) => store.values(id)),
    children: rows.map(({ thread, id }) => store.children({ thread, call: id }, 10)),
    tree: store.tree({ depth: 10 }),
    sites: store.sites('/project/main.py'),
    viewport: store.viewport({ thread: 1, fromNs: 0, toNs: 4000, pixels: 40 }),
    sql: store.sql('SELECT * FROM calls ORDER BY id'),
  };
}

test('a program is told as it ran', async () => {
  const store = await opened(runFolder({ 'trace-1.thtrace': programBytes() }));
  const [outer, inner] = calls(store, 'fact');
  expect(outer).toMatchObject({ depth: 1, subtree: 2, durationNs: 350, outcome: 'return', callerLine: 40 });
  expect(inner).toMatchObject({
    depth: 2,
    durationNs: 100,
    parent: outer.id,
    callerLine: 5,
    callerFile: '/project/main.py',
  });
  expect(store.values(inner.id)).toMatchObject({ result: { kind: 'int', value: 1 } });
  expect([...(store.values(outer.id).locals ?? [])]).toEqual([
    ['n', { kind: 'int', value: 2 }],
    ['rest', { kind: 'int', value: 1 }],
  ]);

  const [failed] = calls(store, 'fail');
  expect(failed).toMatchObject({ outcome: 'unwind', callerFile: '/usr/lib/python3/runpy.py', userCallerLine: 40 });
  expect(store.values(failed.id).exception).toMatchObject({ kind: 'exception', type: 'ValueError' });
  expect(store.functions('fail')[0]).toMatchObject({ calls: 1, exceptions: 1, valuesKept: 1 });
});

test('a generator is one call with several intervals', async () => {
  const store = await opened(runFolder({ 'trace-1.thtrace': programBytes() }));
  const [generator] = calls(store, 'count');
  expect(generator).toMatchObject({ startNs: 1000, durationNs: 450, activeNs: 150, outcome: 'return' });
  expect(store.functions('count')[0]).toMatchObject({ calls: 1, resumes: 1, totalNs: 150, selfNs: 150, minNs: 150 });
  const [first, second] = calls(store, 'Client.fetch');
  expect(first).toMatchObject({ outcome: 'return', activeNs: 400, durationNs: 700, task: 'Task-1' });
  expect(store.values(first.id).result).toEqual({ kind: 'int', value: 42 });
  expect(second).toMatchObject({ outcome: 'suspended', activeNs: 100, task: 'Task-2' });
  expect(store.values(second.id)).toMatchObject({ result: null, yielded: { kind: 'int', value: 5 } });
  // What a later interval calls is below the generator, and in its task.
  expect(store.children({ thread: 1, call: first.id }, 10)).toMatchObject([{ qualname: 'work', task: 'Task-1' }]);
  const [main] = calls(store, '<module>');
  const below = store.children({ thread: 1, call: main.id }, 10).map(({ qualname }) => qualname);
  expect(below).toEqual(['fact', 'fail', 'count', 'work', 'Client.fetch', 'Client.fetch']);
  expect(store.children({ thread: 1, call: main.id }, 2, 3).map(({ qualname }) => qualname)).toEqual([
    'work',
    'Client.fetch',
  ]);
});

test('what had not ended is open, and lasts until the last event', async () => {
  const store = await opened(runFolder({ 'trace-1.thtrace': programBytes() }));
  const [, other] = store.threads();
  const [root] = store.children({ thread: other.thread, call: null }, 10);
  expect(root).toMatchObject({ qualname: 'work', startNs: 1500, durationNs: 1500, outcome: 'open', subtree: 2 });
  expect(store.values(calls(store, 'fact')[2].id)).toMatchObject({ result: null, problem: null });
});

test('a saved store answers the same, and is built again when the recording has changed', async () => {
  const folder = runFolder({ 'trace-1.thtrace': programBytes() });
  const fresh = everything(await opened(folder));
  const files = readdirSync(join(folder, 'store')).toSorted();
  expect(everything(await opened(folder))).toEqual(fresh);
  expect(readdirSync(join(folder, 'store')).toSorted()).toEqual(files);
  writeFileSync(join(folder, 'trace-1.thtrace'), synthesizeFibonacci(5).bytes());
  expect((await opened(folder)).functions('fibonacci')[0].calls).toBe(15);
  expect(readdirSync(join(folder, 'store')).toSorted()).not.toEqual(files);
  expect(readdirSync(join(folder, 'store'))).toHaveLength(2);
});

test('a damaged index is built again', async () => {
  const folder = runFolder({ 'trace-1.thtrace': programBytes() });
  const fresh = everything(await opened(folder));
  const index = join(folder, 'store', 'index.sqlite');
  const bytes = readFileSync(index);
  for (const damaged of [
    bytes.subarray(0, 5000),
    Buffer.from('not a database'),
    Buffer.alloc(0),
    Buffer.alloc(9000, 7),
  ]) {
    writeFileSync(index, damaged);
    expect(everything(await opened(folder))).toEqual(fresh);
  }
  for (const name of readdirSync(join(folder, 'store'))) {
    if (name.endsWith('.thcols')) writeFileSync(join(folder, 'store', name), 'short');
  }
  expect(everything(await opened(folder))).toEqual(fresh);
});

test('processes of a run share their functions', async () => {
  const folder = runFolder({
    'trace-20.thtrace': programBytes({
      process: { pid: 20, origin: 'fork', parentFile: 'trace-30.thtrace', startEpochNs: 2000n },
    }),
    'trace-30.thtrace': programBytes({ process: { pid: 30, startEpochNs: 1000n } }),
  });
  const store = await opened(folder);
  expect(store.info().processes.map(({ process, pid, parent }) => [process, pid, parent])).toEqual([
    [1, 30, null],
    [2, 20, 1],
  ]);
  expect(store.functions('fact')).toMatchObject([{ calls: 6 }]);
  expect(store.top({ sort: 'calls', limit: 1, process: 2 })).toMatchObject([{ qualname: 'fact', calls: 3 }]);
  expect(store.sql('SELECT pid, count(*) FROM calls GROUP BY pid ORDER BY pid').rows).toEqual([
    [20, 11],
    [30, 11],
  ]);
});

test('a recording that ends early opens with what is there', async () => {
  const bytes = programBytes({ eventsPerChunk: 3 });
  for (let length = 0; length < bytes.length; length += 97) {
    const folder = runFolder({ 'trace-1.thtrace': bytes.subarray(0, length) });
    const store = await opened(folder);
    const [process] = store.info().processes;
    expect(process.complete).toBe(false);
    expect(process.problems.length).toBeGreaterThan(0);
    expect(process.calls).toBe(store.sql('SELECT count(*) FROM calls').rows[0][0]);
    everything(store);
  }
});

test('where the folder cannot be written, the store is a temporary one and says so', async () => {
  const folder = runFolder({ 'trace-1.thtrace': programBytes() });
  writeFileSync(join(folder, 'store'), 'a file where the folder should be');
  const store = await opened(folder);
  expect(store.info().notices).toMatchObject([{ code: 'store-not-saved' }]);
  expect(calls(store, 'fact')).toHaveLength(3);
});

test('an empty folder and a cancelled signal are errors with a code', async () => {
  await expect(openRun(temporaryFolder())).rejects.toMatchObject({ code: 'not-found' });
  await expect(openRun('/nowhere')).rejects.toMatchObject({ code: 'not-found' });
  const folder = runFolder({ 'trace-1.thtrace': programBytes() });
  await expect(openRun(folder, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(readdirSync(join(folder, 'store'))).toEqual([]);
});
