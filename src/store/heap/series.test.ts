import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cacheSnapshot } from '../../../test/store/heap-run.js';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { openRun } from '../index.js';
import type { Store } from '../index.js';

const folder = () =>
  runFolder({
    'trace-1.thtrace': programBytes(),
    'heap-9-1.thheap': cacheSnapshot({ entries: 70, takenNs: 2900, label: 'late' }),
    'heap-4242-1.thheap': cacheSnapshot({ entries: 10, takenNs: 1050, label: 'early' }),
    'heap-4242-2.thheap': cacheSnapshot({ entries: 2, takenNs: 2000, pid: 7, type: 'Other' }),
    'damaged.thheap': Buffer.from('just a text'),
  });

async function opened(run: string): Promise<Store> {
  const store = await openRun(run);
  onTestFinished(() => store.close());
  return store;
}

test('before snapshots are analysed, what they say of themselves is there, in the order of time', async () => {
  const { snapshots, types, typeCount } = (await opened(folder())).heapSeries(5);
  expect(types).toEqual([]);
  expect(typeCount).toBe(0);
  expect(snapshots.map(({ label, process, runNs, objects, bytes }) => [label, process, runNs, objects, bytes])).toEqual(
    [
      ['early', 1, 1050, 13, null],
      ['', null, null, 5, null],
      ['late', 1, 2900, 73, null],
      ['', null, null, null, null],
    ],
  );
  expect(snapshots[0]).toMatchObject({ takenEpochMs: 1_700_000_000_000.001, rssBytes: 50_000_000, problem: null });
  expect(snapshots[3].problem).toContain('is not a heap snapshot');
});

test('afterwards the largest types have a number for each snapshot', async () => {
  const run = folder();
  const seen: number[] = [];
  await (await opened(run)).analyseHeap({ progress: ({ snapshot, of }) => seen.push(snapshot / of) });
  expect(seen.at(-1)).toBe(1);
  // Another who opens the run has them at once.
  const { snapshots, types, typeCount } = (await opened(run)).heapSeries(2);
  expect(snapshots.map(({ bytes }) => bytes)).toEqual([1_001_008, 200_496, 7_004_848, null]);
  expect(typeCount).toBe(4);
  expect(types.map(({ type, counts, bytes }) => [type, [...counts], [...bytes]])).toEqual([
    ['Page', [10, 0, 70, NaN], [1_000_000, 0, 7_000_000, NaN]],
    ['Other', [0, 2, 0, NaN], [0, 200_000, 0, NaN]],
  ]);
});

test('a snapshot that came since is a gap', async () => {
  const run = folder();
  const store = await opened(run);
  await store.analyseHeap();
  writeFileSync(join(run, 'heap-4242-9.thheap'), cacheSnapshot({ entries: 3, takenNs: 5000 }));
  const { snapshots, types } = store.heapSeries(1);
  expect(snapshots.map(({ bytes }) => bytes === null)).toEqual([false, false, false, true, true]);
  expect([...types[0].counts]).toEqual([10, 0, 70, NaN, NaN]);
});
