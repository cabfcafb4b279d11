import { EventEmitter } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import type { Client } from '../../rpc/client.js';
import type { HeapEvents, HeapMethods, HeapRecord, HeapSummary } from '../../rpc/heap-contract.js';
import { HeapThread } from './heap-thread.js';

export interface OpenHeap {
  readonly client: Client<HeapMethods, HeapEvents>;
  readonly summary: HeapSummary;
}

interface OpenOptions {
  readonly signal?: AbortSignal;
  /** 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

interface Entry {
  readonly thread: HeapThread;
  readonly opened: Promise<OpenHeap>;
  isOpen: boolean;
  /** Who waits until it is open. */
  waiting: number;
}

/** What nobody holds any more may be wanted again in a moment. */
const IDLE_MS = 5000;
/** Of closed ones, what was found is kept of so many. */
const MOST_KNOWN = 100;

/** Snapshots that are open, each in a thread of its own. The absolute path of the file is a snapshot's identity. */
export class OpenHeaps extends Owner {
  readonly #script: string;
  readonly #idleMs: number;
  readonly #entries = new Map<string, Entry>();
  readonly #holds = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #summaries = new Map<string, HeapSummary>();
  readonly #opened = this.register(new EventEmitter<string>());
  /** Path of a snapshot of which more is known now. */
  readonly onDidOpen = this.#opened.event;

  /** @param script the bundle of src/worker/heap-worker.ts */
  constructor(script: string, idleMs = IDLE_MS) {
    super();
    this.#script = script;
    this.#idleMs = idleMs;
  }

  /** What was found in a snapshot when it was open; it need not be any more. */
  summaryOf(path: string): HeapSummary | undefined {
    return this.#summaries.get(path);
  }

  /** Keeps the snapshot's thread, once there is one, until it is disposed. */
  hold(path: string): Disposable {
    this.#holds.set(path, (this.#holds.get(path) ?? 0) + 1);
    this.#stopTimer(path);
    let isHeld = true;
    return {
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (this.#holds.get(path) ?? 1) - 1;
        if (left > 0) this.#holds.set(path, left);
        else {
          this.#holds.delete(path);
          this.#closeSoon(path);
        }
      },
    };
  }

  /**
   * The snapshot, read now or before. Whoever is the last to wait for it ends the work by the signal. Throws CodedError.
   */
  async open(path: string, { signal, progress }: OpenOptions = {}): Promise<OpenHeap> {
    signal?.throwIfAborted();
    const entry = this.#entries.get(path) ?? this.#begin(path);
    const held = this.hold(path);
    const listening =
      progress === undefined ? null : entry.thread.client.on('progress', (told) => progress(told.fraction));
    entry.waiting++;
    let isWaiting = true;
    const leave = () => {
      if (!isWaiting) return;
      isWaiting = false;
      if (--entry.waiting === 0 && !entry.isOpen) this.#close(path, entry);
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await entry.opened;
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
      listening?.dispose();
      held.dispose();
    }
  }

  /** Opens the snapshot and keeps it until the work is over. Throws CodedError, and what the work throws. */
  async use<T>(path: string, work: (heap: OpenHeap) => Promise<T>, options: OpenOptions = {}): Promise<T> {
    const held = this.hold(path);
    try {
      return await work(await this.open(path, options));
    } finally {
      held.dispose();
    }
  }

  /** What snapshots say of themselves, without opening them; null for those that do not. Throws CodedError. */
  async records(paths: readonly string[]): Promise<readonly (HeapRecord | null)[]> {
    if (paths.length === 0) return [];
    const thread = new HeapThread(this.#script);
    try {
      return await thread.client.call('records', paths);
    } finally {
      thread.dispose();
    }
  }

  override dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const [path, entry] of this.#entries) this.#close(path, entry);
    super.dispose();
  }

  #begin(path: string): Entry {
    const thread = new HeapThread(this.#script, () => {
      if (this.#entries.get(path) === entry) this.#entries.delete(path);
    });
    const opened = this.#opening(path, thread);
    const entry: Entry = { thread, opened, isOpen: false, waiting: 0 };
    this.#entries.set(path, entry);
    void this.#settle(path, entry);
    return entry;
  }

  async #settle(path: string, entry: Entry): Promise<void> {
    try {
      const { summary } = await entry.opened;
      entry.isOpen = true;
      this.#summaries.delete(path);
      this.#summaries.set(path, summary);
      const [oldest] = this.#summaries.keys();
      if (this.#summaries.size > MOST_KNOWN && oldest !== undefined) this.#summaries.delete(oldest);
      this.#opened.fire(path);
    } catch {
      // Whoever waits for it hears why; the next one who asks tries again.
      this.#close(path, entry);
    }
  }

  async #opening(path: string, { client }: HeapThread): Promise<OpenHeap> {
    return { client, summary: await client.call('open', { path }) };
  }

  #closeSoon(path: string): void {
    this.#stopTimer(path);
    const timer = setTimeout(() => {
      this.#timers.delete(path);
      const entry = this.#entries.get(path);
      if (entry !== undefined && entry.waiting === 0) this.#close(path, entry);
    }, this.#idleMs);
    // Never keeps the editor's process alive.
    timer.unref();
    this.#timers.set(path, timer);
  }

  #stopTimer(path: string): void {
    clearTimeout(this.#timers.get(path));
    this.#timers.delete(path);
  }

  #close(path: string, entry: Entry): void {
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
    entry.thread.dispose();
  }
}
