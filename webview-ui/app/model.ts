import { batch, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import { Client } from '../../src/rpc/client.js';
import type {
  RunEnding,
  RunSnapshot,
  ViewEvents,
  ViewMethods,
  ViewSelection,
  ViewStart,
} from '../../src/rpc/view-contract.js';
import type { CallRow, RunInfo, ThreadInfo } from '../../src/store/api.js';
import { EarlyDetails } from './early-details.js';
import { KeptState } from './kept-state.js';
import { t } from './texts.js';
import { Troubles } from './troubles.js';
import type { Retry } from './troubles.js';
import { hostChannel } from './vscode-api.js';
import type { VsCodeApi } from './vscode-api.js';

export type Host = Client<ViewMethods, ViewEvents>;

export const tabs = ['timeline', 'functions', 'flame', 'sandwich', 'memory'] as const;
export type Tab = (typeof tabs)[number];

/** What every part of the page shows, and the way to the host. One per page. */
export class Model extends Owner {
  readonly host: Host;
  readonly #kept: KeptState;
  readonly #start = signal<ViewStart | null>(null);
  readonly #info = signal<RunInfo | null>(null);
  readonly #threads = signal<readonly ThreadInfo[]>([]);
  readonly #selection = signal<ViewSelection>({ thread: null, call: null });
  readonly #selectedCall = signal<CallRow | null>(null);
  readonly #live = signal(false);
  readonly #ending = signal<RunEnding | null>(null);
  readonly #snapshots = signal<readonly RunSnapshot[]>([]);
  readonly #growth = signal(0);
  readonly #failure = signal<string | null>(null);
  readonly #growing: Retry;
  readonly #reading: Retry;
  readonly #listing: Retry;
  /** Fires when another call is selected. */
  #outdated = new AbortController();
  #isFinished = false;
  #isGrowing = false;
  #growsAgain = false;

  /** Null until the host answered. `info` and `threads` of it are those of that moment: see below for the newest. */
  readonly start: ReadonlySignal<ViewStart | null> = this.#start;
  readonly info: ReadonlySignal<RunInfo | null> = this.#info;
  readonly threads: ReadonlySignal<readonly ThreadInfo[]> = this.#threads;
  readonly selection: ReadonlySignal<ViewSelection> = this.#selection;
  /** The row of the selected call, once it came; null while another one is on its way. */
  readonly selectedCall: ReadonlySignal<CallRow | null> = this.#selectedCall;
  /** The program still runs. */
  readonly live: ReadonlySignal<boolean> = this.#live;
  /** How the program ended; null while it runs, and when nobody saw it. */
  readonly ending: ReadonlySignal<RunEnding | null> = this.#ending;
  /** Heap snapshots of the run. */
  readonly snapshots: ReadonlySignal<readonly RunSnapshot[]> = this.#snapshots;
  /** Counts up when a live run has more to show: read it in an effect to ask again. */
  readonly growth: ReadonlySignal<number> = this.#growth;
  /** Why the page shows nothing any more, in words for people. */
  readonly failure: ReadonlySignal<string | null> = this.#failure;
  /** What could not be read, whoever wanted it. */
  readonly troubles = new Troubles();
  /** What is asked for of a call before its pane is drawn. */
  readonly early: EarlyDetails;
  readonly tab: Signal<Tab>;
  /** The function that Flame and Sandwich are about; null means that of the selected call. */
  readonly focusFunction: Signal<number | null>;

  constructor(api: VsCodeApi, page: Window) {
    super();
    this.host = this.register(new Client<ViewMethods, ViewEvents>(hostChannel(api, page), false));
    this.early = new EarlyDetails(this.host);
    this.#kept = this.register(new KeptState(api));
    this.#growing = this.register(this.troubles.retry(t('how far the run got'), () => void this.#grow(false)));
    this.#reading = this.register(
      this.troubles.retry(t('the selected call'), () => void this.#fetch(this.#selection.peek().call)),
    );
    this.#listing = this.register(this.troubles.retry(t('the heap snapshots'), () => void this.#listSnapshots()));
    this.tab = this.kept('tab', 'timeline', isTab);
    this.focusFunction = this.kept('focusFunction', null, isOptionalId);
    this.register(
      this.host.on('selected', (selection) => {
        this.early.withdraw();
        this.#show(selection);
      }),
    );
    this.register(this.host.on('changed', ({ finished }) => void this.#grow(finished)));
    this.register(this.host.on('snapshotsChanged', () => void this.#listSnapshots()));
    this.register(this.host.on('ended', (ending) => (this.#ending.value = ending)));
    this.register(this.host.on('closed', ({ message }) => this.#fail(message)));
    this.register({ dispose: effect(() => this.#fetchSelectedCall(this.#selection.value.call)) });
    page.addEventListener('pagehide', () => this.#kept.flush());
    void this.#begin();
  }

  /** After the recording could not be opened. */
  openAgain(): void {
    this.#failure.value = null;
    void this.#begin();
  }

  /** Selects in the whole editor. */
  select(selection: ViewSelection): void {
    this.#show(selection);
    // Selected once more because it could not be read.
    if (this.#reading.holds) this.#reading.again();
    this.early.announce(selection);
  }

  /** Shows a line in an editor; `file` as recorded, `line` from 1. */
  reveal(file: string, line: number): void {
    void this.host.request('reveal', { file, line });
  }

  /**
   * A signal whose value comes back after a reload of the window: a sort order, a scroll position, what is expanded.
   * The same key gives the same signal. Holds JSON only.
   *
   * @param isValid whether what was kept is something this page can still show; it may be anything.
   */
  kept<T>(key: string, initial: T, isValid: (kept: unknown) => kept is T): Signal<T> {
    return this.#kept.signal(key, initial, isValid);
  }

  async #begin(): Promise<void> {
    const result = await this.host.request('start', null);
    if (!isOk(result)) {
      this.#fail(result.err.message);
      return;
    }
    const start = result.ok;
    // By this the host finds the run again when the window is reloaded.
    this.kept('folder', '', isText).value = start.folder;
    this.#kept.flush();
    batch(() => {
      this.#info.value = start.info;
      this.#threads.value = start.threads;
      // What was told meanwhile is newer.
      this.#live.value = start.live && !this.#isFinished;
      this.#selection.value = start.selection;
      this.#ending.value ??= start.ending;
      this.#start.value = start;
    });
    await this.#listSnapshots();
  }

  async #listSnapshots(): Promise<void> {
    const result = await this.host.request('snapshots', null);
    if (isOk(result)) {
      this.#snapshots.value = result.ok;
      this.#listing.succeeded();
    } else this.#listing.failed(result.err.message);
  }

  /** Growth is told up to twenty times a second: one look at a time, and one more when something came meanwhile. */
  async #grow(finished: boolean): Promise<void> {
    this.#isFinished ||= finished;
    this.#growsAgain = this.#isGrowing;
    if (this.#isGrowing) return;
    this.#isGrowing = true;
    // What was asked for before may be another by now.
    this.early.forget();
    const isLast = this.#isFinished;
    const [info, threads] = await Promise.all([this.host.request('info', null), this.host.request('threads', null)]);
    this.#isGrowing = false;
    batch(() => {
      if (isOk(info)) this.#info.value = info.ok;
      if (isOk(threads)) this.#threads.value = threads.ok;
      if (isLast) this.#live.value = false;
      this.#growth.value++;
    });
    if (!isOk(info)) this.#growing.failed(info.err.message);
    else if (isOk(threads)) this.#growing.succeeded();
    else this.#growing.failed(threads.err.message);
    this.#refreshSelectedCall();
    if (this.#growsAgain) await this.#grow(false);
  }

  #show(selection: ViewSelection): void {
    const { thread, call } = this.#selection.peek();
    if (thread === selection.thread && call === selection.call) return;
    if (selection.call !== null && selection.call !== call) this.early.begin(selection.call);
    this.#selection.value = selection;
  }

  #fetchSelectedCall(call: number | null): void {
    if (call === this.#selectedCall.peek()?.id) return;
    this.#outdated.abort();
    this.#outdated = new AbortController();
    this.#selectedCall.value = null;
    this.#reading.succeeded();
    void this.#fetch(call);
  }

  /** A call that had not ended may have ended, or runs longer than it did. */
  #refreshSelectedCall(): void {
    const call = this.#selectedCall.peek();
    if (call?.outcome === 'open' || call?.outcome === 'suspended') void this.#fetch(call.id);
  }

  async #fetch(call: number | null): Promise<void> {
    if (call === null) return;
    const { signal: outdated } = this.#outdated;
    const result = await (this.early.row(call) ?? this.host.request('call', call, outdated));
    if (outdated.aborted) return;
    if (isOk(result)) {
      this.#reading.succeeded();
      this.#selectedCall.value = result.ok;
    } else {
      this.early.forget();
      this.#reading.failed(result.err.message);
    }
  }

  #fail(message: string): void {
    batch(() => {
      this.#failure.value ??= message;
      this.#live.value = false;
    });
  }
}

function isText(kept: unknown): kept is string {
  return typeof kept === 'string';
}

function isTab(kept: unknown): kept is Tab {
  return tabs.some((tab) => tab === kept);
}

function isOptionalId(kept: unknown): kept is number | null {
  return kept === null || (typeof kept === 'number' && Number.isInteger(kept) && kept >= 0);
}

const ModelContext = createContext<Model | null>(null);

export const ModelProvider = ModelContext.Provider;

/** The page's model. Only for components below ModelProvider. */
export function useModel(): Model {
  const model = useContext(ModelContext);
  if (model === null) throw new Error('A component that needs the model is shown outside of it.');
  return model;
}
