import { MessageChannel } from 'node:worker_threads';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CodedError } from '../../base/result.js';
import { portChannel } from '../../rpc/channel.js';
import { Client } from '../../rpc/client.js';
import type { Handlers } from '../../rpc/contract.js';
import type { HeapBirths } from '../../rpc/heap-births-contract.js';
import type { HeapEvents, HeapMethods, HeapSummary, HeapViewEvents, HeapViewMethods } from '../../rpc/heap-contract.js';
import { serve } from '../../rpc/server.js';
import { editorWebview } from '../model/testing/editor-webview.js';
import { openPlace } from '../source/open-place.js';
import type { OpenHeaps } from './open-heaps.js';
import { SnapshotPage } from './snapshot-page.js';
import { WantedObjects } from './wanted-objects.js';

vi.mock('vscode', async () => ({
  ...(await import('../model/testing/editor-events.js')).editorEvents,
  ...(await import('../model/testing/editor-l10n.js')).editorL10n,
}));
vi.mock('../source/open-place.js', () => ({ openPlace: vi.fn<() => Promise<boolean>>(async () => true) }));

const path = '/srv/.tracehold/run/heap-7-1.thheap';
const record = { pid: 7, takenMs: 1000 };
const summary = { sentence: 'much', holders: [], objects: 5, record } as unknown as HeapSummary;
const asked: unknown[][] = [];
beforeEach(() => void asked.splice(0));

/** A page in a webview whose host has a snapshot that says what it was asked. */
function connected(failure: CodedError | Promise<never> | null = null) {
  const ports = new MessageChannel();
  const methods = [
    'types',
    'objects',
    'randomObject',
    'object',
    'references',
    'holdingPath',
    'ways',
    'find',
    'dominated',
    'changes',
    'newObjects',
    'changedWays',
    'compare',
    'open',
  ];
  const handlers = Object.fromEntries(
    methods.map((name) => [name, (input: unknown) => void asked.push([name, input])]),
  );
  const server = serve<HeapMethods, HeapEvents>(portChannel(ports.port1), handlers as unknown as Handlers<HeapMethods>);
  const client = new Client<HeapMethods, HeapEvents>(portChannel(ports.port2), true);
  const state = { held: 0, signal: null as AbortSignal | null };
  const heaps = {
    hold: () => {
      state.held++;
      return { dispose: () => void state.held-- };
    },
    records: async (paths: readonly string[]) => paths.map(() => null),
    open: async (_path: string, { progress, signal }: Parameters<OpenHeaps['open']>[1] = {}) => {
      progress?.(0.5);
      state.signal = signal ?? null;
      if (failure instanceof Promise) return failure;
      if (failure !== null) throw failure;
      return { client, summary };
    },
  };
  const { webview, channel } = editorWebview();
  const revealed: unknown[] = [];
  const source = { openPlace: async (...place: unknown[]) => void revealed.push(place) };
  const wanted = new WantedObjects();
  const view = { isShown: true };
  const calls = {
    births: async (...words: unknown[]) => {
      asked.push(['births', ...words.slice(0, 2)]);
      return { missing: null } as unknown as HeapBirths;
    },
    show: async (...words: unknown[]) => void asked.push(['show', ...words]),
  };
  const page = new SnapshotPage(webview, path, {
    heaps: heaps as unknown as OpenHeaps,
    wanted,
    source,
    calls,
    isShown: () => view.isShown,
  });
  const viewer = new Client<HeapViewMethods, HeapViewEvents>(channel, false);
  onTestFinished(() => {
    viewer.dispose();
    page.dispose();
    wanted.dispose();
    client.dispose();
    server.dispose();
    ports.port1.close();
  });
  return { viewer, page, state, revealed, wanted, view };
}

test('a page gets its snapshot, hears how far it is, and keeps it open as long as its panel', async () => {
  const { viewer, page, state } = connected();
  const heard: number[] = [];
  viewer.on('progress', ({ fraction }) => heard.push(fraction));
  expect(await viewer.call('start', null)).toEqual({ name: 'heap-7-1.thheap', summary, wanted: null });
  expect(heard).toEqual([0.5]);
  expect(state.held).toBe(1);
  page.dispose();
  expect(state.held).toBe(0);
});

const order = { name: 'order', function: 'keep', type: 'shop.Order', address: '0x7f00', laterNs: 5 };

test('a page that is opened for an object is told of it once, one that is shown at once', async () => {
  const { viewer, wanted, view } = connected();
  const heard: unknown[] = [];
  viewer.on('wanted', (object) => heard.push(object));
  wanted.want(path, order);
  wanted.want('/srv/.tracehold/run/heap-7-2.thheap', order);
  expect(await viewer.call('start', null)).toMatchObject({ wanted: order });
  expect(heard).toEqual([]);
  wanted.want(path, { ...order, name: 'other' });
  expect(heard).toEqual([{ ...order, name: 'other' }]);
  // It is loaded again when it is shown again.
  view.isShown = false;
  wanted.want(path, order);
  expect(heard).toHaveLength(1);
  expect(await viewer.call('start', null)).toMatchObject({ wanted: order });
  expect(await viewer.call('start', null)).toMatchObject({ wanted: null });
});

test('who cancels, or is loaded again, does not wait for the snapshot any more', async () => {
  const { viewer, state } = connected(new Promise(() => {}));
  const cancelled = new AbortController();
  void viewer.request('start', null, cancelled.signal);
  await Promise.resolve();
  const first = state.signal;
  expect(first?.aborted).toBe(false);
  cancelled.abort();
  expect(first?.aborted).toBe(true);
  void viewer.request('start', null);
  await Promise.resolve();
  const second = state.signal;
  void viewer.request('start', null);
  expect(second?.aborted).toBe(true);
});

test.each<[method: keyof HeapViewMethods, input: unknown, passedOn?: unknown]>([
  ['types', { text: 'dict', column: 'count', descending: true, limit: 9, offset: 0 }],
  [
    'types',
    { text: '', column: 'name', descending: false, limit: 1e9, offset: 3, path: '/etc/passwd' },
    { text: '', column: 'name', descending: false, limit: 1000, offset: 3 },
  ],
  ['objects', { type: 3, limit: 5, offset: 0 }],
  ['randomObject', 4],
  ['object', 4],
  ['holdingPath', 4],
  ['references', { node: 1, direction: 'in', limit: 5, offset: 0 }],
  ['ways', { node: 3, limit: 10 }],
  ['find', { type: 'dict', address: null }],
  ['changes', { text: '', column: 'created', descending: true, limit: 9, offset: 0 }],
  ['newObjects', { change: 2, limit: 9, offset: 0 }],
  ['changedWays', 2],
  ['find', { type: '<b>', address: '0x7f0000001000' }],
  ['dominated', { node: null, levels: 1e6, leastShare: 0.1 }, { node: null, levels: 64, leastShare: 0.1 }],
])('%s with %j goes on to the snapshot', async (method, input, passedOn = input) => {
  const { viewer } = connected();
  await viewer.call('start', null);
  await viewer.request(method, input as never);
  expect(asked).toEqual([[method, passedOn]]);
});

test.each<[method: keyof HeapViewMethods, input: unknown]>([
  ['types', { text: 'x', column: '__proto__', descending: true, limit: 1, offset: 0 }],
  ['types', { text: 'x'.repeat(5000), column: 'name', descending: true, limit: 1, offset: 0 }],
  ['types', { text: 'x', column: 'name', descending: 1, limit: 1, offset: 0 }],
  ['objects', { type: -1, limit: 1, offset: 0 }],
  ['objects', { type: 1, limit: 1, offset: 1.5 }],
  ['object', 'x'],
  ['holdingPath', 2 ** 40],
  ['references', { node: 1, direction: 'up', limit: 1, offset: 0 }],
  ['ways', { node: null, limit: 10 }],
  ['find', { type: 'dict', address: '12' }],
  ['changes', { text: '', column: 'shallowBytes', descending: true, limit: 9, offset: 0 }],
  ['newObjects', { change: -1, limit: 9, offset: 0 }],
  ['changedWays', null],
  ['compareWith', '../other/heap-7-2.thheap'],
  ['compareWith', 'run.json'],
  ['compareWith', 7],
  ['births', { type: null, address: null }],
  ['births', { type: 'dict', address: "0x1' OR 1" }],
  ['showCall', -1],
  ['find', { type: 'dict', address: '0x' }],
  ['find', { type: 'dict', address: `0x1${'0'.repeat(16)}` }],
  ['find', { type: 'x'.repeat(5000), address: null }],
  ['dominated', { node: null, levels: 3, leastShare: -1 }],
  ['dominated', { node: 'x', levels: 3, leastShare: 0 }],
  ['reveal', { file: '/a.py', line: -1, isNow: true }],
  ['reveal', { file: 7, line: 1, isNow: true }],
])('%s with %j reaches nothing', async (method, input) => {
  const { viewer, revealed } = connected();
  await viewer.call('start', null);
  expect(await viewer.request(method, input as never)).toMatchObject({ err: { code: 'bad-argument' } });
  expect([asked, revealed]).toEqual([[], []]);
});

test.each(['open', 'records', 'compare'])('a page has no way to %s', async (method) => {
  const { viewer } = connected();
  await viewer.call('start', null);
  const wayIn = viewer as unknown as Client<Record<string, (input: unknown) => unknown>, object>;
  expect(await wayIn.request(method, ['/etc/passwd'])).toMatchObject({
    err: { message: `There is no method ${method}.` },
  });
});

test('what the recording tells is asked of the run of the snapshot', async () => {
  const { viewer } = connected();
  await viewer.call('start', null);
  await viewer.call('births', { type: 'shop.Order', address: '0x7f00' });
  await viewer.call('showCall', 5 * 2 ** 32);
  const taken = { folder: '/srv/.tracehold/run', pid: 7, takenMs: 1000, previousMs: null };
  expect(asked).toEqual([
    ['births', taken, { type: 'shop.Order', address: '0x7f00' }],
    ['show', '/srv/.tracehold/run', 5 * 2 ** 32],
  ]);
});

test('a line as it was recorded is looked for in the text of then, one that was found now is shown as it is', async () => {
  const { viewer, revealed } = connected();
  await viewer.call('start', null);
  await viewer.call('reveal', { file: '/srv/a.py', line: 3, isNow: false });
  expect(revealed).toEqual([['/srv/a.py', 3, '/srv/.tracehold/run']]);
  await viewer.call('reveal', { file: '/srv/b.py', line: 4, isNow: true });
  expect(openPlace).toHaveBeenCalledWith('/srv/b.py', 4, { folder: '/srv/.tracehold/run' });
});

test.each([
  ['not-found', /There is no snapshot .*heap-7-1\.thheap any more/],
  ['not-a-recording', /is not a heap snapshot of Tracehold\. The file was not changed/],
  ['newer-version', /newer version of Tracehold\. The file was not changed: update/],
  ['damaged', /nothing of it can be shown\. The file was not changed\. Take another one\. \(bad\\x1b\)/],
  ['limit', /too large for the memory that is free here.*close other snapshots/],
  ['io', /cannot be read: bad/],
  ['internal', /cannot be opened: bad/],
] as const)('what fails with %s is said in words, with what was kept', async (code, words) => {
  const { viewer } = connected(new CodedError(code, 'bad\u001b'));
  const answer = await viewer.request('start', null);
  expect(answer).toMatchObject({ err: { code, message: expect.stringMatching(words) as string } });
});
