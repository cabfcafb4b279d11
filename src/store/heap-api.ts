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
  /** Called at most every 50 ms. */
  readonly progress?: (done: HeapProgress) => void;
}
