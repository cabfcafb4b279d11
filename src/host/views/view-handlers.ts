import type { Client } from '../../rpc/client.js';
import type { Handlers, Input } from '../../rpc/contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type {
  KeeperAnswer,
  KeeperQuery,
  RunSnapshot,
  StoreQuestion,
  ViewMethods,
  ViewSelection,
  ViewStart,
} from '../../rpc/view-contract.js';
import * as check from './view-input.js';

/** What a page can reach besides the store. */
export interface PageHost {
  /** The store of the page's run; opens it again when it was closed meanwhile. Throws CodedError. */
  store(): Promise<Client<StoreMethods, StoreEvents>>;
  start(signal: AbortSignal): Promise<ViewStart>;
  select(selection: ViewSelection): Promise<void>;
  reveal(file: string, line: number): Promise<void>;
  snapshots(): Promise<readonly RunSnapshot[]>;
  /** Throw CodedError, also for a file that is no snapshot of the run. */
  readSnapshot(file: string, signal: AbortSignal): Promise<RunSnapshot>;
  openSnapshot(file: string): Promise<void>;
  /** Throw CodedError. */
  showKeeper(query: KeeperQuery): Promise<KeeperAnswer>;
  takeSnapshotOf(query: KeeperQuery): Promise<KeeperAnswer>;
}

/** What a page asks of the store, each with the check of what comes with it. */
const questions: { readonly [Name in StoreQuestion]: (input: unknown) => Input<StoreMethods[Name]> } = {
  info: check.noInput,
  threads: check.noInput,
  viewport: check.viewportInput,
  overview: check.overviewInput,
  top: check.topInput,
  call: check.callInput,
  shownValues: check.callInput,
  children: check.childrenInput,
  callsOf: check.callsOfInput,
  placeOf: check.callInput,
  ancestors: check.ancestorsInput,
  siblings: check.siblingsInput,
  taskTracks: check.noInput,
  taskSpans: check.taskSpansInput,
  taskOf: check.callInput,
  taskAt: check.taskAtInput,
  searchTasks: check.searchTasksInput,
  callers: check.functionInput,
  callees: check.functionInput,
  tree: check.treeInput,
  search: check.searchInput,
};

/** Answers a page: what it asks is checked and goes on to the store, with the way to cancel it. */
export function viewHandlers(host: PageHost): Handlers<ViewMethods> {
  const ask = async <Name extends StoreQuestion>(name: Name, input: unknown, signal: AbortSignal) => {
    const checked = questions[name](input);
    return (await host.store()).call(name, checked, signal);
  };
  const names = Object.keys(questions) as StoreQuestion[];
  const passedOn = Object.fromEntries(
    names.map((name) => [name, (input: unknown, { signal }: { signal: AbortSignal }) => ask(name, input, signal)]),
  ) as Pick<Handlers<StoreMethods>, StoreQuestion>;
  return {
    ...passedOn,
    start: (_input, { signal }) => host.start(signal),
    snapshots: () => host.snapshots(),
    readSnapshot: (input, { signal }) => host.readSnapshot(check.fileInput(input), signal),
    openSnapshot: (input) => host.openSnapshot(check.fileInput(input)),
    showKeeper: (input) => host.showKeeper(check.keeperInput(input)),
    takeSnapshotOf: (input) => host.takeSnapshotOf(check.keeperInput(input)),
    select: (input) => host.select(check.selectInput(input)),
    reveal: (input) => {
      const { file, line } = check.revealInput(input);
      return host.reveal(file, line);
    },
  };
}
