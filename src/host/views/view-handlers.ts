import type { Client } from '../../rpc/client.js';
import type { Handlers } from '../../rpc/contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type { ViewMethods, ViewSelection, ViewStart } from '../../rpc/view-contract.js';
import * as check from './view-input.js';

/** What a page can reach besides the store. */
export interface PageHost {
  /** The store of the page's run; opens it again when it was closed meanwhile. Throws CodedError. */
  store(): Promise<Client<StoreMethods, StoreEvents>>;
  start(signal: AbortSignal): Promise<ViewStart>;
  select(selection: ViewSelection): Promise<void>;
  reveal(file: string, line: number): Promise<void>;
}

/** Answers a page: what it asks is checked and goes on to the store, with the way to cancel it. */
export function viewHandlers(host: PageHost): Handlers<ViewMethods> {
  return {
    start: (_input, { signal }) => host.start(signal),
    info: async (_input, { signal }) => (await host.store()).call('info', null, signal),
    threads: async (_input, { signal }) => (await host.store()).call('threads', null, signal),
    viewport: async (input, { signal }) => (await host.store()).call('viewport', check.viewportInput(input), signal),
    overview: async (input, { signal }) => (await host.store()).call('overview', check.overviewInput(input), signal),
    top: async (input, { signal }) => (await host.store()).call('top', check.topInput(input), signal),
    call: async (input, { signal }) => (await host.store()).call('call', check.callInput(input), signal),
    values: async (input, { signal }) => (await host.store()).call('shownValues', check.callInput(input), signal),
    children: async (input, { signal }) => (await host.store()).call('children', check.childrenInput(input), signal),
    callsOf: async (input, { signal }) => (await host.store()).call('callsOf', check.callsOfInput(input), signal),
    placeOf: async (input, { signal }) => (await host.store()).call('placeOf', check.callInput(input), signal),
    ancestors: async (input, { signal }) => (await host.store()).call('ancestors', check.ancestorsInput(input), signal),
    siblings: async (input, { signal }) => (await host.store()).call('siblings', check.siblingsInput(input), signal),
    taskTracks: async (_input, { signal }) => (await host.store()).call('taskTracks', null, signal),
    taskSpans: async (input, { signal }) => (await host.store()).call('taskSpans', check.taskSpansInput(input), signal),
    taskOf: async (input, { signal }) => (await host.store()).call('taskOf', check.callInput(input), signal),
    taskAt: async (input, { signal }) => (await host.store()).call('taskAt', check.taskAtInput(input), signal),
    searchTasks: async (input, { signal }) =>
      (await host.store()).call('searchTasks', check.searchTasksInput(input), signal),
    callers: async (input, { signal }) => (await host.store()).call('callers', check.functionInput(input), signal),
    callees: async (input, { signal }) => (await host.store()).call('callees', check.functionInput(input), signal),
    tree: async (input, { signal }) => (await host.store()).call('tree', check.treeInput(input), signal),
    search: async (input, { signal }) => (await host.store()).call('search', check.searchInput(input), signal),
    select: (input) => host.select(check.selectInput(input)),
    reveal: (input) => {
      const { file, line } = check.revealInput(input);
      return host.reveal(file, line);
    },
  };
}
