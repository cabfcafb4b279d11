/**
 * What the page of a run (webview-ui) asks the host, and what the host tells it. The channel carries JSON and typed
 * arrays only: no Map, no bigint; values arrive as trees ready to be shown.
 */
import type { RunInfo, ThreadInfo } from '../store/api.js';
import type { HeapRecord } from './heap-contract.js';
import type { ShownObject } from './shown-values.js';
import type { StoreMethods } from './store-contract.js';

export interface ViewSelection {
  readonly thread: number | null;
  readonly call: number | null;
}

/** How a program ended, as far as somebody saw it; of the two one is null, or both when nobody did. */
export interface RunEnding {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface ViewStart {
  /** Identity of the run. The page keeps it as `folder` in its state, so that its tab survives a reload of the window. */
  readonly folder: string;
  readonly name: string;
  readonly info: RunInfo;
  readonly threads: readonly ThreadInfo[];
  readonly live: boolean;
  /** Null while it goes on. */
  readonly ending: RunEnding | null;
  readonly selection: ViewSelection;
}

/** A heap snapshot of the run. */
export interface RunSnapshot {
  /** Name of its file. */
  readonly file: string;
  /** What it says of itself; null when it does not. */
  readonly record: HeapRecord | null;
  /** Who holds the memory, once somebody read it; its sentence is null when nothing stands out. */
  readonly verdict: { readonly sentence: string | null } | null;
}

/** A value of a call of which somebody wants to know who keeps it alive. */
export interface KeeperQuery {
  readonly call: number;
  /** Recorded when the call ended; else when it began. */
  readonly isEnd: boolean;
  /** Of a variable, an attribute or a key; '' for what came out of the call. */
  readonly name: string;
  readonly object: ShownObject;
}

export interface KeeperAnswer {
  /** Name of the snapshot's file that is shown now; null when there is none of the call's process. */
  readonly file: string | null;
  /** One can be taken. */
  readonly live: boolean;
}

export type { CallPlace, SearchHit } from '../store/api.js';
export type { ShownChild, ShownValue, ShownValues } from './shown-values.js';

/** What the host passes on to the worker, once it has checked what is asked. */
export type StoreQuestion =
  | 'info'
  | 'threads'
  | 'viewport'
  | 'overview'
  | 'top'
  | 'call'
  | 'shownValues'
  | 'children'
  | 'callsOf'
  | 'placeOf'
  | 'ancestors'
  | 'siblings'
  | 'taskTracks'
  | 'taskSpans'
  | 'taskOf'
  | 'taskAt'
  | 'searchTasks'
  | 'callers'
  | 'callees'
  | 'tree'
  | 'search';

export interface ViewMethods extends Pick<StoreMethods, StoreQuestion> {
  /** First of all, once per page. */
  start(input: null): ViewStart;
  /** Selects in the whole editor. */
  select(selection: ViewSelection): void;
  /** Those of each process in the order in which they were taken. */
  snapshots(input: null): readonly RunSnapshot[];
  /** Reads a snapshot for its verdict. */
  readSnapshot(file: string): RunSnapshot;
  /** Shows a snapshot in an editor of its own. */
  openSnapshot(file: string): void;
  /** Shows the object of a value in the snapshot that was taken next after it. */
  showKeeper(query: KeeperQuery): KeeperAnswer;
  /** Takes a snapshot of the call's process, and shows the object in it. */
  takeSnapshotOf(query: KeeperQuery): KeeperAnswer;
  /** Shows a line in an editor; `file` as recorded, `line` from 1. */
  reveal(place: { readonly file: string; readonly line: number }): void;
}

export interface ViewEvents {
  /** Selected elsewhere. */
  selected: ViewSelection;
  /** A live run has more to show. */
  changed: { readonly calls: number; readonly bytes: number; readonly finished: boolean };
  /** Snapshots came or went. */
  snapshotsChanged: { readonly count: number };
  /** The program has ended, and it is known how. */
  ended: RunEnding;
  /** The run is gone; `message` says why and what to do. */
  closed: { readonly message: string };
}
