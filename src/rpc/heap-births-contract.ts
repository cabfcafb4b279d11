/** What the page of a heap snapshot asks about where objects were made, which the recording of the run tells. */

export interface BirthsQuery {
  /** A type of the snapshot, not escaped. */
  readonly type: string;
  /** Of one object, in hexadecimal; null for all of the type. */
  readonly address: string | null;
}

/** A call that leads to its place in the timeline. */
export interface BornCall {
  readonly call: number;
  /** The function that it is a call of. */
  readonly function: string;
  /** Where it was called from; '' when nobody knows. */
  readonly file: string;
  readonly line: number;
  /** Nanoseconds before the snapshot. */
  readonly beforeNs: number;
  /** Later calls whose values were not kept: one of them may have made it instead. */
  readonly unknownCalls: number;
}

/** A line that made objects of the type, as the calls of `__init__` from there say. */
export interface BirthSite {
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  /** The last of these. */
  readonly call: number;
}

/** A function whose calls, ended between two snapshots, allocated more than they freed. */
export interface Allocating {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  /** By these calls themselves, without what they called. */
  readonly netBytes: number;
  /** The one with most. */
  readonly call: number;
}

export interface HeapBirths {
  /** Why the recording tells nothing; null when it does. */
  readonly missing: 'run' | 'process' | 'calls' | null;
  /** The last call of `__init__` for an object of the type at the address; null when there is none whose values were kept. */
  readonly born: BornCall | null;
  /** Those with most calls first. Empty where the type has no `__init__` that was recorded. */
  readonly sites: readonly BirthSite[];
  /** Those with most bytes first; null where bytes were not counted. */
  readonly allocating: readonly Allocating[] | null;
  /** Between the snapshot before this one, or the start, and this one. */
  readonly betweenNs: number;
  /** There is a snapshot before. */
  readonly isAfterOther: boolean;
  /** Only a part of the calls was looked at. */
  readonly isCut: boolean;
}
