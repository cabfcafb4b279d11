/** What the page of a heap snapshot asks about the difference from another snapshot, the base. */
import type { HeapObjectRow, HeapPage, HeapRecord } from './heap-contract.js';

/** Before and after: in the base, and in the snapshot of the page. */
type HeapPair = readonly [before: number, after: number];

/** Objects and their bytes. */
export interface HeapAmount {
  readonly count: number;
  readonly bytes: number;
}

/** What happened to single objects. Objects of two processes cannot be told apart one by one: then there is none. */
export interface HeapMoves {
  readonly created: HeapAmount;
  readonly gone: HeapAmount;
  /** Objects of both that are larger than they were, and by how much. */
  readonly grown: HeapAmount;
}

/** A snapshot that this one can be compared with. */
export interface HeapBase {
  /** Name of its file. */
  readonly file: string;
  readonly record: HeapRecord | null;
}

export interface HeapDifference {
  readonly base: HeapRecord | null;
  readonly counts: HeapPair;
  readonly bytes: HeapPair;
  /** Null when it is a snapshot of another process. */
  readonly moves: HeapMoves | null;
  /** Types that differ. */
  readonly types: number;
}

export const changeColumns = ['name', 'created', 'gone', 'grown', 'count', 'bytes', 'retainedBytes'] as const;
/** Those of moves are sorted by their bytes. */
export type ChangeColumn = (typeof changeColumns)[number];

export interface ChangesQuery {
  /** Words that the name must hold, whatever their case. */
  readonly text: string;
  readonly column: ChangeColumn;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** A type that differs. */
export interface HeapChange {
  /** Its number in this comparison. */
  readonly change: number;
  readonly name: string;
  readonly moves: HeapMoves | null;
  /** More than before; negative for fewer. */
  readonly count: number;
  readonly bytes: number;
  readonly retainedBytes: number;
}

export interface HeapChanges extends HeapPage<HeapChange> {
  /** Of all types that differ, whatever the text. */
  readonly of: number;
  /** The largest difference of bytes, without its sign. */
  readonly mostBytes: number;
}

interface NewObjectsQuery {
  readonly change: number;
  readonly limit: number;
  readonly offset: number;
}

/** A way in which objects of a type are held: edges from a root, whatever the keys and indices. */
export interface HeapChangedWay {
  /** `service.errors[].__traceback__`. */
  readonly way: string;
  readonly counts: HeapPair;
  readonly bytes: HeapPair;
  /** New ones; null where objects are not told apart. */
  readonly created: number | null;
  /** An object that is held so, a new one if there is one; null when there are none any more. */
  readonly example: number | null;
}

export interface HeapChangedWays {
  /** Those whose numbers differ, the largest difference of bytes first. */
  readonly ways: readonly HeapChangedWay[];
  /** How many differ. */
  readonly total: number;
}

/** What the host passes on to the worker, once it has checked what is asked; after `compare`. */
export interface HeapCompareQuestions {
  changes(query: ChangesQuery): HeapChanges;
  /** Most retained first. */
  newObjects(query: NewObjectsQuery): HeapPage<HeapObjectRow>;
  changedWays(change: number): HeapChangedWays;
}
