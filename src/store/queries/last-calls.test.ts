import { expect, onTestFinished, test } from 'vitest';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { synthesizeFibonacci } from '../../format/synthesize.js';
import type { SiteStats, Store } from '../api.js';
import { openRun } from '../index.js';

async function opened(bytes: Uint8Array): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

function sitesOf(store: Store): readonly SiteStats[] {
  const files = new Set(store.top({ sort: 'calls', limit: 100 }).map(({ file }) => file));
  return [...files, '/usr/lib/python3/runpy.py'].flatMap((file) => store.sites(file));
}

test.each([
  ['a small program', programBytes()],
  ['several chunks', synthesizeFibonacci(22).bytes()],
])('%s: of every site, the last calls among all calls of the function', async (_name, bytes) => {
  const store = await opened(bytes);
  const sites = sitesOf(store);
  expect(sites.length).toBeGreaterThan(1);
  for (const { siteId, calleeId, calls, file, line } of sites) {
    const all = store
      .callsOf([calleeId], { limit: 1e6 })
      .filter(({ callerFile, callerLine }) => callerFile === file && callerLine === line)
      .map(({ id }) => id);
    expect(all.length).toBeGreaterThanOrEqual(calls);
    const last = (limit: number) =>
      store.lastCalls({ functionIds: [calleeId], siteIds: [siteId], limit }).map(({ id }) => id);
    expect(last(3)).toEqual(all.slice(-3));
    expect(last(calls + 10)).toEqual(all);
  }
});

test('several sites together, in order', async () => {
  const store = await opened(programBytes());
  const [{ functionId }] = store.functions('fact');
  const siteIds = sitesOf(store).flatMap(({ siteId, calleeId }) => (calleeId === functionId ? [siteId] : []));
  const all = store.callsOf([functionId], { limit: 100 });
  expect(store.lastCalls({ functionIds: [functionId], siteIds, limit: 2 })).toEqual(all.slice(-2));
});

test.each([
  ['another function', { functionIds: [1e9], siteIds: [1], limit: 5 }],
  ['another site', { functionIds: [1], siteIds: [1e9], limit: 5 }],
  ['no site', { functionIds: [1], siteIds: [], limit: 5 }],
  ['none wanted', { functionIds: [2], siteIds: [1, 2, 3], limit: 0 }],
])('%s: nothing', async (_name, query) => {
  const store = await opened(programBytes());
  expect(store.lastCalls(query)).toEqual([]);
});

test('can be stopped', async () => {
  const store = await opened(synthesizeFibonacci(20).bytes());
  const [site] = sitesOf(store);
  const query = { functionIds: [site.calleeId], siteIds: [site.siteId], limit: 1 };
  expect(() => store.lastCalls(query, AbortSignal.abort(new Error('enough')))).toThrow('enough');
});
