import { expect, onTestFinished, test } from 'vitest';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { synthesizeFibonacci } from '../../format/synthesize.js';
import type { Store } from '../api.js';
import { openRun } from '../index.js';

async function opened(bytes: Uint8Array): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

test('the place of a call is its index in callsOf', async () => {
  const store = await opened(programBytes());
  for (const { functionId, calls } of store.top({ sort: 'calls', limit: 100 })) {
    const rows = store.callsOf([functionId], { limit: 100 });
    expect(rows.map(({ id }) => store.placeOf(id))).toEqual(rows.map((_row, index) => ({ index, of: calls })));
  }
  expect(store.placeOf(1)).toBeNull();
  expect(store.placeOf(-1)).toBeNull();
  expect(store.placeOf(NaN)).toBeNull();
});

test('also over several chunks', async () => {
  const store = await opened(synthesizeFibonacci(22).bytes());
  const [{ functionId, calls }] = store.functions('fibonacci');
  expect(calls).toBeGreaterThan(50_000);
  for (const index of [0, 1, 16_383, 16_384, 40_000, calls - 1]) {
    const [row] = store.callsOf([functionId], { limit: 1, offset: index });
    expect(store.placeOf(row.id)).toEqual({ index, of: calls });
  }
});

test.each([
  ['FACT', 1, ['fact']],
  ['client.', 1, ['Client.fetch']],
  ['/PROJECT/', 1, null],
  ['nowhere', 1, []],
  ['fact', 0, []],
])('search for %s, at most %d', async (text, limit, expected) => {
  const store = await opened(programBytes());
  const { hits, calls } = store.search(text, limit);
  if (expected !== null) expect(hits.map(({ qualname }) => qualname)).toEqual(expected);
  // The calls are those of all that match.
  const all = store.search(text, 100).hits;
  expect(calls).toBe(all.reduce((sum, hit) => sum + hit.calls, 0));
  expect(all.map(({ functionId }) => functionId)).toEqual(
    store
      .top({ sort: 'total', limit: 100 })
      .filter(({ qualname, file }) => `${qualname}\n${file}`.toLowerCase().includes(text.toLowerCase()))
      .map(({ functionId }) => functionId),
  );
});
