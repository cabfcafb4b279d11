import type { Event, LogOutputChannel } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { CodedError } from '../../base/result.js';
import type { Growth, OpenRun } from '../model/runs.js';
import { Recency } from './recency.js';

/** The store of a large run takes some hundred MB. */
export const MOST_OPEN = 4;

/** Somebody whose request was answered may have the next one ready. */
const IDLE_MS = 1000;

/** A store as the one who opens and closes it sees it. */
export interface ClosableRun extends OpenRun {
  /** A request waits for its answer, or somebody holds it. */
  readonly isUsed: boolean;
  readonly onDidIdle: Event<void>;
  /** Whatever waits for an answer gets `reason`. */
  close(reason: CodedError): void;
  /** After `close`: nothing of it writes into the folder any more. */
  readonly ended: Promise<void>;
}

export interface OpenRunsParts {
  readonly log: Pick<LogOutputChannel, 'warn' | 'debug'>;
  readonly isLive: (folder: string) => boolean;
  /** Starts a store that has not read anything. */
  readonly start: (folder: string) => ClosableRun;
  /** There are other `folders` than before. */
  readonly changed: () => void;
  /** Has it read its run. Throws CodedError. */
  readonly read: (run: ClosableRun, name: string, follow: boolean) => Promise<void>;
}

interface Entry {
  readonly run: ClosableRun;
  readonly ready: Promise<OpenRun>;
  isReady: boolean;
}

/** The runs whose stores are open. A few stay open; the least recently used goes first, one that is live or used never. */
export class OpenRuns extends Owner {
  readonly #parts: OpenRunsParts;
  readonly #entries = new Map<string, Entry>();
  readonly #recency = new Recency();
  /** Closed runs whose threads have not ended yet. */
  readonly #ending = new Map<string, Set<Promise<void>>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: OpenRunsParts) {
    super();
    this.#parts = parts;
  }

  get folders(): readonly string[] {
    return [...this.#entries.keys()];
  }

  opened(folder: string): OpenRun | undefined {
    const entry = this.#entries.get(folder);
    return entry?.isReady === true ? entry.run : undefined;
  }

  growth(folder: string): Growth | null {
    return this.#entries.get(folder)?.run.growth ?? null;
  }

  /** @throws CodedError */
  open(folder: string, name: string): Promise<OpenRun> {
    this.#recency.use(folder);
    return this.#entries.get(folder)?.ready ?? this.#begin(folder, name);
  }

  /** The target has ended: the store reads what is left and stops following. */
  finish(folder: string): void {
    void this.#entries.get(folder)?.run.store.request('finish', null);
  }

  close(folder: string, reason: CodedError): void {
    this.#entries.get(folder)?.run.close(reason);
  }

  /** Resolves when no thread of a closed run writes into the folder any more. */
  async ended(folder: string): Promise<void> {
    await Promise.all(this.#ending.get(folder) ?? new Set<Promise<void>>());
  }

  override dispose(): void {
    for (const folder of this.folders) this.close(folder, new CodedError('cancelled', 'The run was closed'));
    if (this.#timer !== null) clearTimeout(this.#timer);
    super.dispose();
  }

  #begin(folder: string, name: string): Promise<OpenRun> {
    const { start, read, log, isLive } = this.#parts;
    const began = performance.now();
    const run = start(folder);
    run.onDidClose(() => {
      this.#entries.delete(folder);
      this.#recency.forget(folder);
      void this.#awaitEnd(run);
      this.#parts.changed();
    });
    run.onDidIdle(() => this.#closeExcessSoon());
    const follow = isLive(folder);
    const open = async () => {
      try {
        await read(run, name, follow);
      } catch (error) {
        log.warn(`The run ${folder} cannot be opened: ${String(error)}`);
        run.close(new CodedError('cancelled', 'The run was not opened'));
        throw error;
      }
      entry.isReady = true;
      log.debug(`Opened ${folder} in ${Math.round(performance.now() - began)} ms`);
      // It may have ended while it was being opened.
      if (follow && !isLive(folder)) this.finish(folder);
      this.#closeExcessSoon();
      return run;
    };
    const entry: Entry = { run, ready: open(), isReady: false };
    this.#entries.set(folder, entry);
    this.#parts.changed();
    return entry.ready;
  }

  async #awaitEnd({ folder, ended }: ClosableRun): Promise<void> {
    const ending = this.#ending.get(folder) ?? new Set();
    this.#ending.set(folder, ending.add(ended));
    await ended;
    ending.delete(ended);
    if (ending.size === 0) this.#ending.delete(folder);
  }

  #closeExcessSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#closeExcess();
    }, IDLE_MS);
    // Never keeps the editor's process alive.
    this.#timer.unref();
  }

  #closeExcess(): void {
    const isHeld = (folder: string) => {
      const entry = this.#entries.get(folder);
      return entry === undefined || !entry.isReady || entry.run.isUsed || this.#parts.isLive(folder);
    };
    for (const folder of this.#recency.excess(MOST_OPEN, isHeld)) {
      this.#parts.log.debug(`Closed ${folder} to make room for others`);
      this.close(folder, new CodedError('cancelled', 'The run was closed to make room for another'));
    }
  }
}
