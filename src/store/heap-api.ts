/** What may be asked of the heap snapshots of a run: part of `Store`. */

/** Of snapshots that are analysed one after the other. */
export interface HeapProgress {
  /** Of the one that is analysed now, 0 to 1. */
  readonly fraction: number;
  /** Which one it is, from 1, of how many. */
  readonly snapshot: number;
  readonly of: number;
}

export interface AnalyseOptions {
  readonly signal?: AbortSignal;
  /** Called at most every 50 ms, and when one is done. */
  readonly progress?: (done: HeapProgress) => void;
}

/** The heap snapshots of a run in the order in which they were taken, and what became of the largest types. */
export interface HeapSeries {
  readonly snapshots: readonly HeapPoint[];
  /** Those with the most bytes in any snapshot, the largest first. */
  readonly types: readonly HeapTypeSeries[];
  /** How many types there are in all. */
  readonly typeCount: number;
}

export interface HeapPoint {
  /** As `heap_snapshots` of docs/sql.md numbers it. */
  readonly id: number;
  readonly file: string;
  /** Ordinal in the run; null where the calls of the process were not recorded. */
  readonly process: number | null;
  readonly label: string;
  readonly reason: string;
  /** On the run's clock, as the timeline draws; null where process is. */
  readonly runNs: number | null;
  readonly takenEpochMs: number;
  readonly rssBytes: number | null;
  readonly objects: number | null;
  /** Of all objects by themselves; null where it was not analysed. */
  readonly bytes: number | null;
  readonly problem: string | null;
}

/** Numbers of one type, one for each snapshot; NaN where it was not analysed. */
export interface HeapTypeSeries {
  readonly type: string;
  readonly counts: Float64Array;
  /** Of its objects by themselves. */
  readonly bytes: Float64Array;
}
