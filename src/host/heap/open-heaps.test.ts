import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { snapshotBytes } from '../../../test/heap/snapshot-file.js';
import type { MadeObject } from '../../../test/heap/snapshot-file.js';
import { bundleHeapWorker } from '../../../test/worker/bundle.js';
import { OpenHeaps } from './open-heaps.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-events.js')).editorEvents);

const folder = mkdtempSync(join(tmpdir(), 'tracehold-open-heaps-'));
afterAll(() => rmSync(folder, { recursive: true }));
const small = join(folder, 'small.thheap');
const large = join(folder, 'large.thheap');
let script: string;

beforeAll(async () => {
  script = await bundleHeapWorker();
  const objects = [{ type: 'module', size: 72 }];
  writeFileSync(small, snapshotBytes({ objects, roots: [[0, 'small']] }));
  const many: MadeObject[] = Array.from({ length: 20_000 }, () => ({ type: 'int', size: 28 }));
  writeFileSync(large, snapshotBytes({ objects: [...objects, ...many], roots: [[0, 'large']] }));
});

function opened(idleMs = 60_000): OpenHeaps {
  const heaps = new OpenHeaps(script, idleMs);
  onTestFinished(() => heaps.dispose());
  return heaps;
}

test('a snapshot is opened once for all who ask, and told of', async () => {
  const heaps = opened();
  const told: string[] = [];
  heaps.onDidOpen((path) => told.push(path));
  const [one, other] = await Promise.all([heaps.open(small), heaps.open(small)]);
  expect(one.client).toBe(other.client);
  expect((await heaps.open(small)).client).toBe(one.client);
  expect(told).toEqual([small]);
  expect(heaps.summaryOf(small)).toMatchObject({ objects: 1, sentence: null });
  expect(heaps.summaryOf(large)).toBeUndefined();
});

test('it is closed a moment after the last one who held it, and what is known of it stays', async () => {
  const heaps = opened(20);
  const held = heaps.hold(small);
  const { client } = await heaps.open(small);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await client.request('object', 0)).toMatchObject({ ok: { node: 0 } });
  held.dispose();
  await expect.poll(() => client.request('object', 0)).toMatchObject({ err: { code: 'cancelled' } });
  expect(heaps.summaryOf(small)).toBeDefined();
  expect((await heaps.open(small)).client).not.toBe(client);
});

test('the last one who waits for it can end the work, and the next one begins anew', async () => {
  const heaps = opened();
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = [first, second].map(({ signal }) => heaps.open(large, { signal }).catch((error: unknown) => error));
  first.abort();
  second.abort();
  expect(await Promise.all(waiting)).toMatchObject([{ code: 'cancelled' }, { code: 'cancelled' }]);
  expect((await heaps.open(large)).summary.objects).toBe(20_001);
});

test('one who goes away does not take it from another', async () => {
  const heaps = opened();
  const gone = new AbortController();
  const leaving = heaps.open(large, { signal: gone.signal }).catch(() => null);
  const staying = heaps.open(large);
  gone.abort();
  expect((await staying).summary.objects).toBe(20_001);
  await leaving;
});

test('a file that cannot be read is refused with a code, and tried again', async () => {
  const heaps = opened();
  const missing = join(folder, 'later.thheap');
  await expect(heaps.open(missing)).rejects.toMatchObject({ code: 'not-found' });
  writeFileSync(missing, snapshotBytes({ objects: [{ type: 'int', size: 28 }], roots: [] }));
  expect((await heaps.open(missing)).summary.objects).toBe(1);
});

test('snapshots say of themselves what they are without being opened', async () => {
  const records = await opened().records([small, join(folder, 'nowhere.thheap')]);
  expect(records).toMatchObject([{ pid: 42 }, null]);
});
