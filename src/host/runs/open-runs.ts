import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { join } from 'node:path';
import { Owner } from '../../base/disposable.js';
import { CodedError } from '../../base/result.js';
import type { Growth, OpenRun } from '../model/runs.js';
import { OpenStore } from './open-store.js';
import { openWithProgress } from './open-with-progress.js';
import { Recency } from './recency.js';

/** The store of a large run takes some hundred MB. */
const MOST_OPEN = 4;

/** The runs whose stores are open. A few stay open; the least recently used goes first, a live one never. */
export class OpenRuns extends Owner {
  readonly #script: string;
  readonly #log: LogOutputChannel;
  readonly #isLive: (folder: string) => boolean;
  readonly #stores = new Map<string, { readonly run: OpenStore; readonly ready: Promise<OpenRun>; isReady: boolean }>();
  readonly #recency = new Recency();

  constructor(context: ExtensionContext, log: LogOutputChannel, isLive: (folder: string) => boolean) {
    super();
    this.#script = join(context.extensionPath, 'dist', 'worker.cjs');
    this.#log = log;
    this.#isLive = isLive;
  }

  get folders(): readonly string[] {
    return [...this.#stores.keys()];
  }

  opened(folder: string): OpenRun | undefined {
    const entry = this.#stores.get(folder);
    return entry?.isReady === true ? entry.run : undefined;
  }

  growth(folder: string): Growth | null {
    return this.#stores.get(folder)?.run.growth ?? null;
  }

  /** @throws CodedError */
  open(folder: string, name: string): Promise<OpenRun> {
    this.#recency.use(folder);
    return this.#stores.get(folder)?.ready ?? this.#begin(folder, name);
  }

  /** The target has ended: the store reads what is left and stops following. */
  finish(folder: string): void {
    void this.#stores.get(folder)?.run.store.request('finish', null);
  }

  close(folder: string, reason: CodedError): void {
    this.#stores.get(folder)?.run.close(reason);
  }

  override dispose(): void {
    for (const { run } of this.#stores.values()) run.dispose();
    super.dispose();
  }

  #begin(folder: string, name: string): Promise<OpenRun> {
    const began = performance.now();
    const run = new OpenStore(folder, this.#script);
    const forget = () => {
      this.#stores.delete(folder);
      this.#recency.forget(folder);
    };
    run.onDidClose(forget);
    const follow = this.#isLive(folder);
    const open = async () => {
      try {
        await openWithProgress(run, name, follow);
      } catch (error) {
        this.#log.warn(`The run ${folder} cannot be opened: ${String(error)}`);
        run.dispose();
        throw error;
      }
      entry.isReady = true;
      this.#log.debug(`Opened ${folder} in ${Math.round(performance.now() - began)} ms`);
      // It may have ended while it was being opened.
      if (follow && !this.#isLive(folder)) this.finish(folder);
      this.#closeExcess();
      return run;
    };
    const entry = { run, ready: open(), isReady: false };
    this.#stores.set(folder, entry);
    return entry.ready;
  }

  #closeExcess(): void {
    const isHeld = (folder: string) => this.#isLive(folder) || this.opened(folder) === undefined;
    for (const folder of this.#recency.excess(MOST_OPEN, isHeld)) {
      this.close(folder, new CodedError('cancelled', 'The run was closed to make room for another'));
    }
  }
}
