import { CodedError } from '../base/result.js';
import { exportStore } from '../export/export-store.js';
import type { Channel } from '../rpc/channel.js';
import { serve } from '../rpc/server.js';
import type { Server } from '../rpc/server.js';
import { PAGE_ROWS } from '../rpc/store-contract.js';
import type { OpenRequest, StoreEvents, StoreMethods } from '../rpc/store-contract.js';
import { openLiveRun, openRun } from '../store/index.js';
import type { LiveStore, SqlResult, Store } from '../store/index.js';
import { pruned } from './pruned-tree.js';
import { shownValues } from './shown-value.js';

/** Answers for one store, which the first request opens. */
export function serveStore(channel: Channel): Server<StoreEvents> {
  let store: Store | null = null;
  let live: LiveStore | null = null;
  let opening: Promise<void> | null = null;
  const closing = new AbortController();
  const opened = (): Store => {
    if (store === null) throw new CodedError('bad-argument', 'No run has been opened.');
    return store;
  };
  const open = async ({ folder, follow, rebuild }: OpenRequest, signal: AbortSignal) => {
    if (!follow) {
      store = await openRun(folder, { signal, rebuild, progress: (done) => server.emit('progress', done) });
      return;
    }
    const followed = await openLiveRun(folder);
    live = followed;
    store = followed;
    followed.onChange(() => {
      const { calls, bytes } = size(followed);
      server.emit('changed', { calls, bytes, finished: followed.finished });
    });
  };
  const server = serve<StoreMethods, StoreEvents>(channel, {
    open: (request, { signal }) => (opening ??= open(request, AbortSignal.any([signal, closing.signal]))),
    finish: async () => {
      await live?.finish();
    },
    info: () => opened().info(),
    threads: () => opened().threads().slice(0, PAGE_ROWS),
    top: ({ limit, ...options }) => opened().top({ ...options, limit: Math.min(limit, PAGE_ROWS) }),
    functions: (qualname) => opened().functions(qualname).slice(0, PAGE_ROWS),
    callsOf: ({ functionIds, limit, offset = 0 }) =>
      opened().callsOf(functionIds, { limit: Math.min(limit, PAGE_ROWS), offset }),
    lastCalls: ({ limit, ...query }, { signal }) =>
      opened().lastCalls({ ...query, limit: Math.min(limit, PAGE_ROWS) }, signal),
    call: (id) => opened().call(id),
    children: ({ thread, call, limit, offset }) =>
      opened().children({ thread, call }, Math.min(limit, PAGE_ROWS), offset),
    ancestors: ({ limit, ...query }) => opened().ancestors({ ...query, limit: Math.min(limit, PAGE_ROWS) }),
    siblings: ({ call, before, after }) =>
      opened().siblings({ call, before: Math.min(before, PAGE_ROWS), after: Math.min(after, PAGE_ROWS) }),
    taskTracks: () => opened().taskTracks().slice(0, PAGE_ROWS),
    taskSpans: (query) => opened().taskSpans(query),
    taskOf: (call) => opened().taskOf(call),
    taskAt: ({ thread, index }) => opened().taskAt(thread, index),
    searchTasks: ({ limit, ...query }) => opened().searchTasks({ ...query, limit: Math.min(limit, PAGE_ROWS) }),
    callers: (id) => opened().callers(id).slice(0, PAGE_ROWS),
    callees: (id) => opened().callees(id).slice(0, PAGE_ROWS),
    sites: (file) => opened().sites(file).slice(0, PAGE_ROWS),
    values: (id) => opened().values(id),
    shownValues: (id) => shownValues(opened().values(id)),
    placeOf: (call) => opened().placeOf(call),
    search: ({ text, limit }) => opened().search(text, Math.min(limit, PAGE_ROWS)),
    viewport: (query) => opened().viewport(query),
    overview: (query) => opened().overview(query),
    tree: (options, { signal }) => pruned(opened().tree({ ...options, signal }), PAGE_ROWS),
    heapSeries: (types) => opened().heapSeries(types),
    analyseHeap: (_input, { signal }) =>
      opened().analyseHeap({
        signal,
        progress: ({ fraction, snapshot, of }) =>
          server.emit('progress', { fraction: (snapshot - 1 + fraction) / of, calls: 0, bytes: 0 }),
      }),
    sql: async ({ text, ...options }, { signal }) => {
      await opened().prepareSql(text, { signal });
      return page(opened().sql(text, options));
    },
    exportSqlite: (path, { signal }) =>
      opened().exportSqlite(path, { signal, progress: (done) => server.emit('progress', done) }),
    exportTo: ({ format, path, exporter }, { signal }) =>
      exportStore(
        opened(),
        { format, file: path, title: opened().info().run, exporter },
        { signal, stopped: () => signal.aborted, progress: (done) => server.emit('progress', done) },
      ),
    close: async () => {
      closing.abort(new CodedError('cancelled', 'The run was closed'));
      await opening?.catch(() => {});
      store?.close();
      await live?.closed;
    },
  });
  return server;
}

function size(store: Store): { readonly calls: number; readonly bytes: number } {
  let calls = 0;
  let bytes = 0;
  for (const process of store.info().processes) {
    calls += process.calls;
    bytes += process.bytes;
  }
  return { calls, bytes };
}

function page(result: SqlResult): SqlResult {
  if (result.rows.length <= PAGE_ROWS) return result;
  const cut = `The result was cut after ${PAGE_ROWS} of ${result.rows.length} rows.`;
  const notice = result.notice === null ? cut : `${result.notice} ${cut}`;
  return { columns: result.columns, rows: result.rows.slice(0, PAGE_ROWS), notice };
}
