import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqlJsStatic } from 'sql.js';
import type { Disposable } from '../base/disposable.js';
import type { ProblemInfo, Store } from './api.js';
import { CallSource } from './call-source.js';
import { discover } from './discover.js';
import { choosePlace } from './folder.js';
import { Ingest } from './ingest.js';
import { IngestTables } from './ingest-tables.js';
import { RunStore } from './run-store.js';
import { removeTemporary, saveIngest } from './save-ingest.js';
import { sqlite } from './sqlite/engine.js';
import { toDatabase } from './sqlite/save.js';

/** A store that answers while its run goes on. */
export interface LiveStore extends Store {
  /** No more will come, and the store is saved. */
  readonly finished: boolean;
  /** Calls back when there is more to see, at most every 50 ms. */
  onChange(listener: () => void): Disposable;
  /** The target has ended: reads what is left, ends open calls and saves the store. */
  finish(): Promise<void>;
  /** After `close`: files are closed and temporary ones removed. */
  readonly closed: Promise<void>;
}

const NOTIFY_MS = 50;
const IDLE_MS = 50;
const DISCOVER_MS = 100;

/**
 * Follows a run: its recordings as they grow, and those of child processes as they appear.
 *
 * @throws CodedError 'not-found' when there is no such folder; it may be empty.
 */
export async function openLiveRun(folder: string): Promise<LiveStore> {
  const engine = await sqlite();
  // Before anything is created: a folder that is not there is an error, not an empty run.
  await discover(folder, new Set());
  const run = new LiveRun(folder, engine);
  await run.look();
  run.start();
  return run;
}

class LiveRun extends RunStore implements LiveStore {
  readonly #ingest: Ingest;
  readonly #folder: string;
  readonly #engine: SqlJsStatic;
  readonly #notices: ProblemInfo[];
  readonly #listeners = new Set<() => void>();
  #stopping = false;
  #closed = false;
  #saved = false;
  #pump: Promise<void> = Promise.resolve();
  #ended: Promise<void> = Promise.resolve();
  #lookedAt = 0;
  #notifiedAt = 0;
  #notifiedVersion = 0;
  #wake: () => void = () => {};

  constructor(folder: string, engine: SqlJsStatic) {
    const ingest = new Ingest(folder, choosePlace(folder));
    const notices: ProblemInfo[] = [];
    super({
      folder,
      engine,
      source: new CallSource(ingest.data, ingest),
      notices,
      image: () => imageOf(engine, ingest),
      onClose: () => this.#stop(),
    });
    this.#ingest = ingest;
    this.#folder = folder;
    this.#engine = engine;
    this.#notices = notices;
  }

  get closed(): Promise<void> {
    return this.#ended;
  }

  get finished(): boolean {
    return this.#ingest.finished;
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Adds recordings that have appeared. One that does not say yet whose it is waits, unless the run has ended. */
  async look(): Promise<void> {
    this.#lookedAt = performance.now();
    const known = new Set(this.#ingest.files.map(({ name }) => name));
    for (const { name, process } of await discover(this.#folder, known)) {
      if (process !== null || this.#stopping) this.#ingest.add(name);
    }
  }

  start(): void {
    this.#pump = this.#run();
    // Whoever finishes hears of it; an error must not end the process before.
    this.#pump.catch(() => {});
  }

  async finish(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#pump;
    if (this.#closed || this.#ingest.finished) return;
    this.#ingest.finish();
    for (const { follower } of this.#ingest.files) await follower.close();
    if (this.#ingest.files.length > 0) {
      this.#notices.push(...saveIngest(this.#ingest, imageOf(this.#engine, this.#ingest)));
      this.#saved = true;
    }
    this.#notify();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const stopping = this.#stopping;
      if (stopping || performance.now() - this.#lookedAt > DISCOVER_MS) await this.look();
      if (stopping) for (const { follower } of this.#ingest.files) follower.targetEnded();
      const more = await this.#readAll();
      if (stopping && this.#ingest.files.every(({ follower }) => follower.done)) return;
      if (performance.now() - this.#notifiedAt >= NOTIFY_MS) this.#notify();
      // Requests are answered between batches, also when there is always more to read.
      if (more) await nextTurn();
      else await this.#sleep();
    }
  }

  /** A batch of every recording. False when none had more. */
  async #readAll(): Promise<boolean> {
    let more = false;
    for (const file of this.#ingest.files) {
      if (this.#closed) return false;
      if (!file.follower.done && (await this.#ingest.step(file))) more = true;
    }
    return more;
  }

  #notify(): void {
    if (this.#ingest.version === this.#notifiedVersion) return;
    this.#notifiedVersion = this.#ingest.version;
    this.#notifiedAt = performance.now();
    for (const listener of this.#listeners) listener();
  }

  async #sleep(): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #stop(): void {
    this.#closed = true;
    this.#wake();
    this.#ended = this.#end();
  }

  async #end(): Promise<void> {
    await this.#pump.catch(() => {});
    await this.#ingest.close(this.#saved);
    removeTemporary(this.#ingest.place);
  }
}

function imageOf(engine: SqlJsStatic, ingest: Ingest): Uint8Array {
  const database = toDatabase(engine, new IngestTables(ingest), ingest.place.generation);
  try {
    return database.export();
  } finally {
    database.close();
  }
}
