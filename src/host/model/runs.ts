import type { Event } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import type { Client } from '../../rpc/client.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';

/** A run folder that the extension knows, as its files say. Nothing of it has been read into a store yet. */
export interface KnownRun {
  /** Absolute path: the run's identity everywhere in the host. */
  readonly folder: string;
  readonly name: string;
  /** The target and its arguments, as given; empty when unknown. */
  readonly command: readonly string[];
  readonly startedMs: number;
  /** Null while it goes on or when nobody wrote it down. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly bytes: number;
  /** Names of its heap snapshots; of a process in the order in which they were taken. */
  readonly snapshots: readonly string[];
  /** Launched from here and not over yet. */
  readonly live: boolean;
}

/** How far a live run got. */
export interface Growth {
  readonly calls: number;
  readonly bytes: number;
  readonly finished: boolean;
}

/** A run with its store, which lives in a worker of its own. */
export interface OpenRun {
  readonly folder: string;
  readonly store: Client<StoreMethods, StoreEvents>;
  /** How far it had got when it said so last; null before that, and of a run that is over. */
  readonly growth: Growth | null;
  /** More to show; at most every 50 ms. */
  readonly onDidGrow: Event<Growth>;
  /** The worker has ended, the folder is gone, or the run was closed: `store` answers with failures from now on. */
  readonly onDidClose: Event<void>;
  /** Until this is disposed, the run is not closed to make room for others. A request does the same while it waits. */
  hold(): Disposable;
}

/** All runs: those below `.tracehold` of the workspace's folders, and those opened by hand. */
export interface RunCatalog extends Disposable {
  /** Newest first. */
  readonly runs: readonly KnownRun[];
  /** Runs came, went or changed; also on a timer while one is live. */
  readonly onDidChange: Event<void>;
  find(folder: string): KnownRun | undefined;
  /** Looks at the folders again. */
  refresh(): Promise<void>;
  /** Makes a folder outside the workspace known, and remembers it. Throws CodedError when it holds no recording. */
  add(folder: string): Promise<KnownRun>;
  /** A launch made this folder and goes on until `markEnded`. */
  markLive(folder: string): void;
  markEnded(folder: string, ending: { readonly exitCode: number | null; readonly signal: string | null }): void;
  /**
   * Opens the run's store, or gives the one that is open. A few runs stay open, the least recently used is closed first,
   * never a live one. Long work shows its progress and can be cancelled. Throws CodedError.
   */
  open(folder: string): Promise<OpenRun>;
  /** Opens the run and holds it until the work, which may ask it several things, is over. Throws CodedError, and what the work throws. */
  use<T>(folder: string, work: (run: OpenRun) => Promise<T>): Promise<T>;
  /** The run if its store is open already. */
  opened(folder: string): OpenRun | undefined;
  /** Closes the store and deletes the folder (to the trash where there is one). Throws CodedError. */
  remove(folder: string): Promise<void>;
}
