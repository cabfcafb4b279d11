import { l10n } from 'vscode';
import type { Webview } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import type { Client } from '../../rpc/client.js';
import { threadOfCall } from '../../rpc/store-contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type {
  KeeperAnswer,
  KeeperQuery,
  RunEnding,
  RunSnapshot,
  ViewEvents,
  ViewMethods,
  ViewSelection,
  ViewStart,
} from '../../rpc/view-contract.js';
import type { Growth, KnownRun, OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import { PageSession } from './page-session.js';
import { Keepers } from './show-keeper.js';
import { RunSnapshots } from './run-snapshots.js';
import { throttled } from './throttle.js';
import { viewHandlers } from './view-handlers.js';
import type { PageHost } from './view-handlers.js';

/** Where a page's links lead. */
export interface PlaceOpener {
  /** Shows a line of a file, as recorded in the run of that folder, in an editor. */
  openPlace(file: string, line: number, folder: string): Promise<void>;
}

const CHANGED_MS = 100;

/** Connects a webview with the run it shows. Lives as long as the panel, over many lives of the page in it. */
export class RunPage extends Owner implements PageHost {
  readonly #folder: string;
  readonly #services: Services;
  readonly #source: PlaceOpener;
  readonly #growth = this.register(
    throttled<Growth>(
      CHANGED_MS,
      ({ finished }) => finished,
      (growth) => this.#grew(growth),
    ),
  );
  readonly #session: PageSession<ViewMethods, ViewEvents>;
  readonly #snapshots: RunSnapshots;
  readonly #keepers: Keepers;
  #snapshotCount = 0;
  #opening: Promise<OpenRun> | null = null;
  #listening: readonly Disposable[] = [];
  #processOf: ReadonlyMap<number, number> = new Map();
  #ending: RunEnding | null = null;
  #isSelecting = false;
  #selections = 0;

  constructor(webview: Webview, folder: string, services: Services, source: PlaceOpener) {
    super();
    this.#folder = folder;
    this.#services = services;
    this.#source = source;
    this.#snapshots = new RunSnapshots(services, folder);
    this.#keepers = new Keepers(services, folder, this.#snapshots);
    this.#session = this.register(new PageSession(webview, viewHandlers(this)));
    this.register(services.runs.onDidChange(() => this.#checkPresence()));
    this.register(
      services.selection.onDidChange(({ selected }) => {
        if (selected.run !== folder || this.#isSelecting) return;
        this.#session.emit('selected', { thread: selected.thread, call: selected.call });
      }),
    );
    this.register({ dispose: () => this.#forgetRun() });
  }

  async store(): Promise<Client<StoreMethods, StoreEvents>> {
    return (await this.#open()).store;
  }

  async start(signal: AbortSignal): Promise<ViewStart> {
    const { store } = await this.#open();
    const [info, threads] = await Promise.all([store.call('info', null, signal), store.call('threads', null, signal)]);
    this.#processOf = new Map(threads.map(({ thread, process }) => [thread, process]));
    const known = this.#services.runs.find(this.#folder);
    this.#ending = endingOf(known);
    const { selected } = this.#services.selection;
    const isOurs = selected.run === this.#folder;
    return {
      folder: this.#folder,
      name: known?.name ?? info.run,
      info,
      threads,
      live: known?.live ?? false,
      ending: this.#ending,
      selection: { thread: isOurs ? selected.thread : null, call: isOurs ? selected.call : null },
    };
  }

  async select({ thread, call }: ViewSelection): Promise<void> {
    const chosen = call === null ? thread : threadOfCall(call);
    const turn = ++this.#selections;
    const process = chosen === null ? null : await this.#process(chosen);
    // A later one did not have to wait.
    if (turn !== this.#selections) return;
    this.#isSelecting = true;
    try {
      this.#services.selection.select({ run: this.#folder, process, thread: chosen, call }, 'timeline');
    } finally {
      this.#isSelecting = false;
    }
  }

  reveal(file: string, line: number): Promise<void> {
    return this.#source.openPlace(file, line, this.#folder);
  }

  snapshots(): Promise<readonly RunSnapshot[]> {
    this.#snapshotCount = this.#snapshots.files.length;
    return this.#snapshots.all();
  }

  readSnapshot(file: string, signal: AbortSignal): Promise<RunSnapshot> {
    return this.#snapshots.read(file, signal);
  }

  openSnapshot(file: string): Promise<void> {
    return this.#snapshots.show(file);
  }

  showKeeper(query: KeeperQuery): Promise<KeeperAnswer> {
    return this.#keepers.show(query);
  }

  takeSnapshotOf(query: KeeperQuery): Promise<KeeperAnswer> {
    return this.#keepers.take(query);
  }

  async #process(thread: number): Promise<number | null> {
    const known = this.#processOf.get(thread);
    if (known !== undefined) return known;
    const threads = await (await this.store()).call('threads', null);
    this.#processOf = new Map(threads.map((row) => [row.thread, row.process]));
    return this.#processOf.get(thread) ?? null;
  }

  #open(): Promise<OpenRun> {
    this.#opening ??= this.#services.runs.open(this.#folder).then(
      (run) => {
        this.#listening = [
          run.onDidGrow((growth) => this.#growth.send(growth)),
          // The catalog closes runs that were not asked for a while: the next request opens it again.
          run.onDidClose(() => this.#forgetRun()),
        ];
        return run;
      },
      (thrown: unknown) => {
        this.#opening = null;
        throw thrown;
      },
    );
    return this.#opening;
  }

  #forgetRun(): void {
    this.#opening = null;
    for (const listening of this.#listening) listening.dispose();
    this.#listening = [];
  }

  #grew({ calls, bytes, finished }: Growth): void {
    this.#session.emit('changed', { calls, bytes, finished });
  }

  #checkPresence(): void {
    if (!this.#session.hasBegun) return;
    const known = this.#services.runs.find(this.#folder);
    if (known !== undefined) {
      const before = this.#ending;
      this.#ending = endingOf(known);
      const count = this.#snapshots.files.length;
      if (count !== this.#snapshotCount) {
        this.#snapshotCount = count;
        this.#session.emit('snapshotsChanged', { count });
      }
      if (before === null && this.#ending !== null) this.#session.emit('ended', this.#ending);
      return;
    }
    this.#session.emit('closed', {
      message: l10n.t('This recording is gone: {0} was deleted or moved. This tab can be closed.', this.#folder),
    });
  }
}

function endingOf(known: KnownRun | undefined): RunEnding | null {
  if (known === undefined || known.live) return null;
  const { exitCode, signal } = known;
  return exitCode === null && signal === null ? null : { exitCode, signal };
}
