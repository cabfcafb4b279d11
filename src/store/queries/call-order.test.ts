import { expect, onTestFinished, test } from 'vitest';
import { runFolder } from '../../../test/store/run-folder.js';
import { TraceWriter } from '../../format/writer.js';
import type { Store } from '../api.js';
import { openRun } from '../index.js';

const EPOCH_NS = 1_700_000_000_000_000_000n;

/** A process and the starts of its threads' calls of `work`, nanoseconds since its own start. */
interface Recorded {
  readonly beganNs: number;
  readonly threads: readonly (readonly number[])[];
}

/** Every second call is from another line. */
function recording({ beganNs, threads }: Recorded): Uint8Array {
  const trace = new TraceWriter({ process: { startEpochNs: EPOCH_NS + BigInt(beganNs) } });
  const main = trace.function({ qualname: 'main' });
  const work = trace.function({ qualname: 'work' });
  const other = trace.function({ qualname: 'other' });
  const sites = [3, 4].map((line) => trace.site({ functionId: main, line, callerQualname: 'main' }));
  threads.forEach((times, number) => {
    const thread = trace.thread(`thread ${number}`);
    times.forEach((start, index) => {
      // Of every eight calls one is of another function.
      const called = index % 8 === 7 ? other : work;
      thread.call(called, start, { site: sites[index % 2] }).return(called, start + 1);
    });
    thread.flush();
  });
  return trace.end().bytes();
}

async function opened(...processes: readonly Recorded[]): Promise<Store> {
  const files = processes.map((one, at) => [`trace-${at + 1}.thtrace`, recording(one)] as const);
  const store = await openRun(runFolder(Object.fromEntries(files)));
  onTestFinished(() => store.close());
  return store;
}

function idsOf(store: Store, qualname: string): readonly number[] {
  return store.functions(qualname).map(({ functionId }) => functionId);
}

test('calls of two threads that take turns: by start, also the last ones and the place of each', async () => {
  const store = await opened({
    beganNs: 0,
    threads: [
      [10, 30, 50, 70],
      [20, 40, 60],
    ],
  });
  const functionIds = idsOf(store, 'work');
  const rows = store.callsOf(functionIds, { limit: 100 });
  expect(rows.map(({ startNs, thread }) => [startNs, thread])).toEqual([
    [10, 1],
    [20, 2],
    [30, 1],
    [40, 2],
    [50, 1],
    [60, 2],
    [70, 1],
  ]);
  expect(rows.map(({ id }) => store.placeOf(id)?.index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const last = store.lastCalls({ functionIds, siteIds: null, limit: 3 });
  expect(last.map(({ startNs }) => startNs)).toEqual([50, 60, 70]);
  const [site] = store.sites(rows[0].callerFile ?? '').filter(({ line }) => line === 4);
  const fromThere = store.lastCalls({ functionIds, siteIds: [site.siteId], limit: 2 });
  expect(fromThere.map(({ startNs }) => startNs)).toEqual([40, 70]);
});

test('calls of two processes: by the clock of the run, not by that of each process', async () => {
  const store = await opened(
    { beganNs: 1000, threads: [[5, 500, 1500]] },
    { beganNs: 0, threads: [[900, 1100, 2000]] },
  );
  const functionIds = idsOf(store, 'work');
  // On the clock of the run: 900, 1005, 1100, 1500, 2000, 2500.
  const expected = [900, 5, 1100, 500, 2000, 1500];
  const rows = store.callsOf(functionIds, { limit: 100 });
  expect(rows.map(({ startNs }) => startNs)).toEqual(expected);
  expect(rows.map(({ id }) => store.placeOf(id))).toEqual(rows.map((_row, index) => ({ index, of: 6 })));
  const last = store.lastCalls({ functionIds, siteIds: null, limit: 2 });
  expect(last.map(({ startNs }) => startNs)).toEqual(expected.slice(-2));
});

test('calls that start in the same moment: by thread', async () => {
  const store = await opened({
    beganNs: 0,
    threads: [
      [10, 20],
      [10, 20],
    ],
  });
  const rows = store.callsOf(idsOf(store, 'work'), { limit: 10 });
  expect(rows.map(({ startNs, thread }) => [startNs, thread])).toEqual([
    [10, 1],
    [10, 2],
    [20, 1],
    [20, 2],
  ]);
  expect(rows.map(({ id }) => store.placeOf(id)?.index)).toEqual([0, 1, 2, 3]);
});

/** Uneven steps, the same every time. */
function starts(calls: number, from: number, most: number, seed: number): readonly number[] {
  let state = seed;
  let now = from;
  return Array.from({ length: calls }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    now += 2 + (state % most);
    return now;
  });
}

test('any page of many chunks of many threads is that of all calls in order', async () => {
  const store = await opened(
    { beganNs: 70_000, threads: [starts(40_000, 0, 40, 1), starts(20_000, 100_000, 10, 2), starts(30, 5, 90, 3)] },
    { beganNs: 0, threads: [starts(35_000, 10, 60, 4), starts(3000, 900_000, 5, 5), []] },
  );
  const functionIds = idsOf(store, 'work');
  const offsets = new Map(store.info().processes.map(({ process, startEpochNs }) => [process, startEpochNs]));
  const first = Math.min(...offsets.values());
  // As numbers the epochs are rounded to 256 ns.
  const moment = ({ process, startNs }: { readonly process: number; readonly startNs: number }) =>
    Math.round(((offsets.get(process) ?? 0) - first) / 10_000) * 10_000 + startNs;
  const all = store.callsOf(functionIds, { limit: 1e6 });
  expect(all.length).toBe(store.functions('work').reduce((sum, { calls }) => sum + calls, 0));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const sorted = all.toSorted((a, b) => moment(a) - moment(b) || a.id - b.id);
  expect(all).toEqual(sorted);
  const offsetsOfPages = [0, 1, 5, 14_000, 16_383, 16_384, 33_333, 60_000, 85_700, all.length - 3, all.length];
  for (const offset of offsetsOfPages) {
    expect(store.callsOf(functionIds, { limit: 4, offset })).toEqual(all.slice(offset, offset + 4));
  }
  for (const index of [0, 4, 16_384, 40_000, 77_777, all.length - 1]) {
    expect(store.placeOf(all[index].id)).toEqual({ index, of: all.length });
  }
  expect(store.lastCalls({ functionIds, siteIds: null, limit: 20 })).toEqual(all.slice(-20));
  expect(store.callsOf(functionIds, { limit: 0 })).toEqual([]);
});
