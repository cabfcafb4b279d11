import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { programBytes, writeProgram } from '../../test/store/program.js';
import { temporaryFolder } from '../../test/store/run-folder.js';
import type { Store } from './api.js';
import { openLiveRun, openRun } from './index.js';

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come to that');
    await sleep(5);
  }
}

function everyCall(store: Store): unknown {
  const ids = store.top({ sort: 'calls', limit: 100 }).map(({ functionId }) => functionId);
  return store.callsOf(
    ids.toSorted((a, b) => a - b),
    { limit: 1000 },
  );
}

test('a run is seen while it grows, and ends as if it had been read afterwards', async () => {
  const folder = temporaryFolder();
  const live = await openLiveRun(folder);
  let changes = 0;
  live.onChange(() => changes++);
  expect(live.info().processes).toEqual([]);

  const path = join(folder, 'trace-1.thtrace');
  writeFileSync(path, '');
  const trace = writeProgram({ eventsPerChunk: 4, sink: (bytes) => appendFileSync(path, bytes) });
  trace.flush();
  await until(() => live.threads().some(({ name }) => name === 'worker'));
  const [, other] = live.threads();
  const [root] = live.children({ thread: other.thread, call: null }, 10);
  expect(root).toMatchObject({ qualname: 'work', outcome: 'open', subtree: 2 });
  expect(live.functions('work')[0]).toMatchObject({ calls: 3 });
  expect(live.functions('work')[0].totalNs).toBeGreaterThan(1000);
  const shown = live.viewport({ thread: other.thread, fromNs: 0, toNs: 4000, pixels: 4000 });
  expect([...shown.depth]).toEqual([0, 1]);
  expect(live.sql("SELECT count(*) FROM calls WHERE event = 'open'").rows).toEqual([[2]]);
  expect(changes).toBeGreaterThan(0);
  expect(live.finished).toBe(false);

  // A child process appears, and both end.
  const child = programBytes({
    process: { pid: 2, parentFile: 'trace-1.thtrace', startEpochNs: 1_700_000_000_500_000_000n },
  });
  writeFileSync(join(folder, 'trace-2.thtrace'), child);
  trace.end();
  await until(() => live.info().processes.length === 2);
  await live.finish();
  expect(live.finished).toBe(true);
  expect(live.info().processes.map(({ complete }) => complete)).toEqual([true, true]);

  const after = await openRun(folder);
  const again = await openRun(folder, { rebuild: true });
  onTestFinished(() => [live, after, again].forEach((store) => store.close()));
  for (const store of [after, again]) {
    expect(everyCall(store)).toEqual(everyCall(live));
    expect(store.info()).toEqual(live.info());
    expect(store.top({ sort: 'self', limit: 10 })).toEqual(live.top({ sort: 'self', limit: 10 }));
  }
});

test('closing in the middle leaves nothing behind', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'trace-1.thtrace'), programBytes().subarray(0, 900));
  const live = await openLiveRun(folder);
  await until(() => live.info().processes.length === 1);
  live.close();
  await live.closed;
  expect(readdirSync(join(folder, 'store'))).toEqual([]);
});

test('a target that was killed leaves an incomplete recording, not an endless one', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'trace-1.thtrace'), programBytes().subarray(0, -30));
  const live = await openLiveRun(folder);
  onTestFinished(() => live.close());
  await live.finish();
  expect(live.info().processes[0]).toMatchObject({ complete: false });
  expect(live.info().processes[0].problems.length).toBeGreaterThan(0);
});

test('a run without a recording finishes without a store', async () => {
  const folder = temporaryFolder();
  const live = await openLiveRun(folder);
  await live.finish();
  live.close();
  await live.closed;
  expect(readdirSync(join(folder, 'store'))).toEqual([]);
});
