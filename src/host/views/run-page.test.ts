import { MessageChannel } from 'node:worker_threads';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { CodedError, isOk } from '../../base/result.js';
import { portChannel } from '../../rpc/channel.js';
import { Client } from '../../rpc/client.js';
import { serve } from '../../rpc/server.js';
import type { Handlers } from '../../rpc/contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type { ViewEvents, ViewMethods } from '../../rpc/view-contract.js';
import type { Growth, OpenRun } from '../model/runs.js';
import { editorEvents } from '../model/testing/editor-events.js';
import { editorWebview } from '../model/testing/editor-webview.js';
import { SelectionModel } from '../model/selection.js';
import type { Services } from '../services.js';
import { RunPage } from './run-page.js';

vi.mock('vscode', async () => ({
  ...(await import('../model/testing/editor-events.js')).editorEvents,
  ...(await import('../model/testing/editor-l10n.js')).editorL10n,
}));

const { EventEmitter } = editorEvents;
const folder = '/srv/.tracehold/run';
const asked: unknown[] = [];
const nothingElse = {} as Handlers<StoreMethods>;

const storeHandlers: Handlers<StoreMethods> = {
  ...nothingElse,
  info: () => ({ run: 'run', processes: [], notices: [] }),
  threads: () => [
    { thread: 3, process: 2, serial: 1, nativeId: null, name: 'T', calls: 1, firstNs: 0, lastNs: 9, maxDepth: 1 },
  ],
  call: () => null,
  top: (input) => {
    asked.push(input);
    return [];
  },
  // Until it is cancelled.
  tree: (_input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        asked.push('cancelled');
        reject(new CodedError('cancelled', 'Cancelled'));
      });
    }),
};

/** A run, the host's page object and a page in a webview that are connected as in the editor. */
function connected() {
  const ports = new MessageChannel();
  const server = serve<StoreMethods, StoreEvents>(portChannel(ports.port1), storeHandlers);
  const store = new Client<StoreMethods, StoreEvents>(portChannel(ports.port2), true);
  const grew = new EventEmitter<Growth>();
  const closed = new EventEmitter<void>();
  const changed = new EventEmitter<void>();
  const hold = () => ({ dispose: () => {} });
  const run: OpenRun = { folder, store, growth: null, onDidGrow: grew.event, onDidClose: closed.event, hold };
  const state = { opened: 0, isThere: true, failure: null as CodedError | null };
  const known = {
    folder,
    name: 'orders.py',
    live: true,
    exitCode: null as number | null,
    signal: null,
    snapshots: [] as string[],
  };
  const selection = new SelectionModel();
  const runs = {
    onDidChange: changed.event,
    find: () => (state.isThere ? known : undefined),
    open: async () => {
      state.opened++;
      if (state.failure !== null) throw state.failure;
      return run;
    },
  };
  const { webview, channel, fromPage, toPage } = editorWebview();
  const revealed: unknown[] = [];
  const source = { openPlace: async (file: string, line: number) => void revealed.push([file, line]) };
  const services = { runs, selection } as unknown as Services;
  const page = new RunPage(webview, folder, services, source);
  onTestFinished(() => {
    page.dispose();
    store.dispose();
    server.dispose();
    ports.port1.close();
  });
  const opened = () => new Client<ViewMethods, ViewEvents>(channel, false);
  return { opened, fromPage, toPage, grew, closed, changed, selection, state, known, revealed, page };
}

beforeEach(() => void (asked.length = 0));

test('a page starts with what is known and asks the store', async () => {
  const { opened, selection, revealed } = connected();
  selection.select({ run: folder, process: 2, thread: 3, call: 3 * 2 ** 32 }, 'tree');
  const page = opened();
  expect(await page.call('start', null)).toMatchObject({
    folder,
    name: 'orders.py',
    live: true,
    threads: [{ thread: 3 }],
    selection: { thread: 3, call: 3 * 2 ** 32 },
  });
  expect(await page.call('call', 1)).toBeNull();
  await page.call('top', { sort: 'self', limit: 1e9 });
  expect(asked).toEqual([{ sort: 'self', limit: 5000 }]);
  expect(await page.request('call', -1)).toMatchObject({ err: { code: 'bad-argument' } });
  expect(isOk(await page.request('reveal', { file: 'a.py', line: 3 }))).toBe(true);
  expect(revealed).toEqual([['a.py', 3]]);
});

test('the selection goes both ways, and not back to where it came from', async () => {
  const { opened, selection } = connected();
  const page = opened();
  await page.call('start', null);
  const heard: unknown[] = [];
  page.on('selected', (value) => heard.push(value));
  await page.call('select', { thread: null, call: 3 * 2 ** 32 + 5 });
  expect(selection.selected).toEqual({ run: folder, process: 2, thread: 3, call: 3 * 2 ** 32 + 5 });
  expect(heard).toEqual([]);
  selection.select({ run: '/other', process: 1, thread: 1, call: 1 }, 'tree');
  expect(heard).toEqual([]);
  selection.select({ run: folder, process: 2, thread: 3, call: null }, 'tree');
  expect(heard).toEqual([{ thread: 3, call: null }]);
});

test('cancelling reaches the store', async () => {
  const { opened } = connected();
  const page = opened();
  await page.call('start', null);
  const controller = new AbortController();
  const waiting = page.request('tree', { depth: 1 }, controller.signal);
  setTimeout(() => controller.abort(), 20);
  expect(await waiting).toMatchObject({ err: { code: 'cancelled' } });
  await expect.poll(() => asked).toEqual(['cancelled']);
});

test('a page that begins anew hears no answer to the one before', async () => {
  const { opened, fromPage, toPage } = connected();
  await opened().call('start', null);
  fromPage.fire({ type: 'request', id: 2, method: 'tree', input: { depth: 1 } });
  // It is on its way through the store when the page is loaded again.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = opened();
  const heard: unknown[] = [];
  toPage.event((message) => heard.push(message));
  await second.call('start', null);
  await expect.poll(() => asked).toEqual(['cancelled']);
  expect(heard).toEqual([{ type: 'reply', id: 1, result: expect.anything() as unknown }]);
});

test('a run that grows tells the page', async () => {
  const { opened, grew } = connected();
  const page = opened();
  await page.call('start', null);
  const heard: unknown[] = [];
  page.on('changed', (value) => heard.push(value));
  grew.fire({ calls: 1, bytes: 10, finished: false });
  grew.fire({ calls: 2, bytes: 20, finished: false });
  grew.fire({ calls: 3, bytes: 30, finished: true });
  expect(heard).toMatchObject([{ calls: 1 }, { calls: 3, finished: true }]);
});

test('a store that was closed is opened again by the next question', async () => {
  const { opened, closed, state } = connected();
  const page = opened();
  await page.call('start', null);
  await page.call('call', 1);
  expect(state.opened).toBe(1);
  closed.fire();
  await page.call('call', 1);
  expect(state.opened).toBe(2);
});

test('a run that cannot be opened says why, and is tried again', async () => {
  const { opened, state } = connected();
  state.failure = new CodedError('damaged', 'no');
  expect(await opened().request('start', null)).toEqual({ err: { code: 'damaged', message: 'no' } });
  state.failure = null;
  expect(isOk(await opened().request('start', null))).toBe(true);
});

test('a run that is gone is said to be', async () => {
  const { opened, changed, state } = connected();
  const page = opened();
  await page.call('start', null);
  const heard: string[] = [];
  page.on('closed', ({ message }) => heard.push(message));
  changed.fire();
  expect(heard).toEqual([]);
  state.isThere = false;
  changed.fire();
  expect(heard).toEqual([expect.stringContaining(folder)]);
});

test('a snapshot that comes is said once', async () => {
  const { opened, changed, known } = connected();
  const page = opened();
  await page.call('start', null);
  expect(await page.call('snapshots', null)).toEqual([]);
  const heard: unknown[] = [];
  page.on('snapshotsChanged', ({ count }) => heard.push(count));
  known.snapshots.push('heap-7-1.thheap');
  changed.fire();
  changed.fire();
  expect(heard).toEqual([1]);
});

test('how the program ended is said once, when it is known', async () => {
  const { opened, changed, known } = connected();
  const page = opened();
  expect(await page.call('start', null)).toMatchObject({ ending: null });
  const heard: unknown[] = [];
  page.on('ended', (ending) => heard.push(ending));
  changed.fire();
  known.live = false;
  changed.fire();
  expect(heard).toEqual([]);
  known.exitCode = 1;
  changed.fire();
  changed.fire();
  expect(heard).toEqual([{ exitCode: 1, signal: null }]);
  expect(await opened().call('start', null)).toMatchObject({ ending: { exitCode: 1, signal: null } });
});

test('what is no message of ours is not answered', async () => {
  const { fromPage, toPage, page } = connected();
  const heard: unknown[] = [];
  toPage.event((message) => heard.push(message));
  for (const odd of [null, 'start', { type: 'request' }, { type: 'cancel', id: 1 }]) fromPage.fire(odd);
  // Before `start` nothing is.
  fromPage.fire({ type: 'request', id: 1, method: 'info', input: null });
  page.dispose();
  fromPage.fire({ type: 'request', id: 1, method: 'start', input: null });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual([]);
});
