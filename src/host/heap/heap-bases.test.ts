import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { CodedError } from '../../base/result.js';
import type { Client } from '../../rpc/client.js';
import type { HeapEvents, HeapMethods } from '../../rpc/heap-contract.js';
import { HeapBases } from './heap-bases.js';
import type { OpenHeaps } from './open-heaps.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

const folder = mkdtempSync(join(tmpdir(), 'tracehold-heap-bases-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['heap-7-1.thheap', 'heap-7-2.thheap', 'heap-7-3.thheap', 'odd.thheap', 'run.json']) {
  writeFileSync(join(folder, name), '');
}
const { signal } = new AbortController();
const path = join(folder, 'heap-7-2.thheap');
const moments: Readonly<Record<string, number>> = { 'heap-7-3.thheap': 3000, 'heap-7-1.thheap': 4000 };
const heaps = {
  records: async (paths: readonly string[]) =>
    paths.map((one) => {
      const takenMs = moments[one.slice(folder.length + 1)];
      return takenMs === undefined ? null : { takenMs };
    }),
} as unknown as OpenHeaps;

/** A thread that says what it was asked. */
function thread(failure: CodedError | null = null) {
  const asked: unknown[][] = [];
  const listeners: ((value: { fraction: number }) => void)[] = [];
  const client = {
    call: async (...words: unknown[]) => {
      asked.push(words);
      for (const listener of listeners) listener({ fraction: 0.5 });
      if (failure !== null) throw failure;
      return { types: 3 };
    },
    on: (_event: string, listener: (value: { fraction: number }) => void) => {
      listeners.push(listener);
      return { dispose: () => void listeners.splice(0) };
    },
  };
  return { client: client as unknown as Client<HeapMethods, HeapEvents>, asked };
}

test('other snapshots beside one are listed in the order in which they were taken', async () => {
  const bases = await new HeapBases(heaps, path).all();
  expect(bases.map(({ file }) => file)).toEqual(['heap-7-3.thheap', 'heap-7-1.thheap', 'odd.thheap']);
  expect(await new HeapBases(heaps, join(folder, 'none', 'a.thheap')).all()).toEqual([]);
});

test('one of them is read by the thread of the snapshot, and again by a thread that comes after it', async () => {
  const bases = new HeapBases(heaps, path);
  const first = thread();
  await bases.compareAgain(first.client, signal);
  const heard: number[] = [];
  await bases.compare(first.client, 'heap-7-1.thheap', signal, (fraction) => heard.push(fraction));
  await bases.compareAgain(first.client, signal);
  const question = ['compare', { path: join(folder, 'heap-7-1.thheap') }, signal];
  expect([first.asked, heard]).toEqual([[question], [0.5]]);
  const second = thread();
  await bases.compareAgain(second.client, signal);
  await bases.compareAgain(second.client, signal);
  expect(second.asked).toEqual([question]);
});

test.each(['heap-7-2.thheap', 'heap-9-1.thheap', 'run.json'])('%s is none to compare with', async (file) => {
  const { client, asked } = thread();
  const comparing = new HeapBases(heaps, path).compare(client, file, signal, () => {});
  await expect(comparing).rejects.toMatchObject({ code: 'not-found' });
  expect(asked).toEqual([]);
});

test('what goes wrong with the other snapshot is said of that one', async () => {
  const { client } = thread(new CodedError('damaged', 'it is cut'));
  const bases = new HeapBases(heaps, path);
  await bases.compare(thread().client, 'heap-7-3.thheap', signal, () => {});
  const comparing = bases.compare(client, 'heap-7-1.thheap', signal, () => {});
  await expect(comparing).rejects.toThrow(/heap-7-1\.thheap is damaged/);
  // Nothing is compared any more.
  const other = thread();
  await bases.compareAgain(other.client, signal);
  expect(other.asked).toEqual([]);
});
