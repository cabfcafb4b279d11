/**
 * What the page of a heap snapshot asks the host, and the host the worker that holds the snapshot. The channel to the page
 * carries JSON: addresses are text. Every recorded text is cut, with what cannot be seen escaped; none is markup.
 */
import type { BirthsQuery, HeapBirths } from './heap-births-contract.js';
import type { HeapBase, HeapCompareQuestions, HeapDifference } from './heap-compare-contract.js';

/** Rows of any list at once; what is beyond has to be asked for by offset. */
export const HEAP_PAGE_ROWS = 1000;

/** Where something stands in the source, for a link. */
export interface HeapPlace {
  /** As recorded. */
  readonly file: string;
  /** 0 where only the file is known. */
  readonly line: number;
  /** Found in the file as it is now; else recorded, of the file as it was then. */
  readonly isNow: boolean;
}

/** One step of a path from a root to an object. */
export interface HeapStep {
  /** How the step before leads here, as Python would write it; of the first, what the root is. */
  readonly edge: string;
  /** Above 1 for links alike in a row, of which `node` is the last and `firstNode` the first. */
  readonly repeats: number;
  readonly type: string;
  readonly node: number;
  readonly firstNode: number;
  readonly retainedBytes: number;
  /** Of `firstNode`. */
  readonly firstRetainedBytes: number;
  /** Clearing what the step leads to frees all that the verdict speaks of. */
  readonly isHolder: boolean;
  readonly place: HeapPlace | null;
}

export interface HeapHolder {
  /** The path to it in one word: `astroid.manager.MANAGER._mod_file_cache`. */
  readonly name: string;
  readonly confidence: 'high' | 'medium' | 'low';
  /** A way of holding that has a name. */
  readonly idiom: { readonly name: string; readonly because: string; readonly todo: string } | null;
  readonly path: readonly HeapStep[];
  /** Others that hold the same items, and must be cleared as well. */
  readonly others: readonly string[];
  /** What clearing it frees. */
  readonly retainedBytes: number;
  readonly count: number;
  readonly itemCount: number;
  readonly itemType: string;
  readonly shape: 'items' | 'chain' | 'single' | 'mixed';
}

export interface HeapSummary {
  /** Who holds the memory, in one sentence; null when nothing stands out. */
  readonly sentence: string | null;
  /** Best first. */
  readonly holders: readonly HeapHolder[];
  readonly objects: number;
  readonly references: number;
  /** Of all objects together. */
  readonly bytes: number;
  /** Objects that only each other keep alive. */
  readonly unreachable: { readonly count: number; readonly bytes: number };
  readonly types: number;
  /** What is known of the snapshot itself; null when its file does not say. */
  readonly record: HeapRecord | null;
  /** What of the file could not be read, one sentence each. */
  readonly problems: readonly string[];
}

export interface HeapRecord {
  readonly pid: number;
  /** Milliseconds since 1970, with their fractions. */
  readonly takenMs: number;
  readonly python: string;
  /** What the program called it, or ''. */
  readonly label: string;
  readonly reason: string;
  readonly walker: string;
  /** Resident memory of the process; null where it could not be told. */
  readonly rssBytes: number | null;
}

/** A part of a list, and how long it is. */
export interface HeapPage<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

interface PageQuery {
  readonly limit: number;
  readonly offset: number;
}

export const typeColumns = ['name', 'count', 'shallowBytes', 'retainedBytes'] as const;
export type TypeColumn = (typeof typeColumns)[number];

export interface TypesQuery extends PageQuery {
  /** Words that the name must hold, whatever their case. */
  readonly text: string;
  readonly column: TypeColumn;
  readonly descending: boolean;
}

export interface HeapTypeRow {
  readonly type: number;
  readonly name: string;
  readonly count: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
}

export interface HeapTypes extends HeapPage<HeapTypeRow> {
  /** Of all types, whatever the text. */
  readonly of: number;
  readonly mostShallow: number;
  readonly mostRetained: number;
}

/** Most retained first. */
export interface ObjectsQuery extends PageQuery {
  readonly type: number;
}

export interface HeapObjectRow {
  readonly node: number;
  /** As Python's id() tells it, in hexadecimal. */
  readonly address: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly retainedCount: number;
}

export interface HeapObject extends HeapObjectRow {
  readonly type: number;
  readonly typeName: string;
  /** Null for objects that are never freed, and for those of which nobody counted. */
  readonly refcount: number | null;
  /** What keeps it alive where it is a root; null where it is none. */
  readonly root: string | null;
  readonly place: HeapPlace | null;
  readonly referencesOut: number;
  readonly referencesIn: number;
}

export interface ReferencesQuery extends PageQuery {
  readonly node: number;
  readonly direction: 'out' | 'in';
}

export interface HeapReference {
  readonly edge: string;
  /** The object at the other end. */
  readonly node: number;
  readonly type: string;
  readonly address: string;
  readonly retainedBytes: number;
}

export interface WaysQuery {
  readonly node: number;
  /** Ways to find at most. */
  readonly limit: number;
}

/** Ways by which an object is held that have nothing in common but the object: each has to be cut before it is let go. */
export interface HeapWays {
  /** The shortest first, links alike in a row collapsed. */
  readonly paths: readonly (readonly HeapStep[])[];
  /** There are no more. */
  readonly areAll: boolean;
}

/** A value of a recorded call of which somebody wants to know who keeps it alive. */
export interface HeapWanted {
  /** Of a variable, an attribute or a key; '' for what came out of the call. */
  readonly name: string;
  /** The function of the call. */
  readonly function: string;
  /** As recorded, not escaped. */
  readonly type: string;
  /** In hexadecimal; null for kinds whose ids are not recorded. */
  readonly address: string | null;
  /** Nanoseconds from when the value was recorded until the snapshot was taken; negative when that was before. */
  readonly laterNs: number;
}

export interface FindQuery {
  readonly type: string;
  readonly address: string | null;
}

export interface HeapFound {
  /** What lies at the address and is of the type. */
  readonly node: number | null;
  /** The type of what lies at the address; null when nothing does, and when none was given. */
  readonly typeThere: string | null;
  /** The type of that name: of several the one with most objects. Null when there are no objects of it. */
  readonly type: number | null;
  /** Objects of that one type. */
  readonly count: number;
}

export interface DominatedQuery {
  /** Null for all of the heap. */
  readonly node: number | null;
  readonly levels: number;
  /** Nodes that retain less than this share of the first are left out. */
  readonly leastShare: number;
}

/** A node of the dominator tree: without it all below would be free. */
export interface DominatedNode {
  /** -1 for all of the heap. */
  readonly node: number;
  /** Index in the list of the one above; -1 for the first. */
  readonly parent: number;
  readonly level: number;
  /** The last edge of a shortest path to it, or what the root is. */
  readonly edge: string;
  readonly type: string;
  /** Above 1 for links alike in a row, of which `node` is the first; what is below is below the last. */
  readonly repeats: number;
  /** Of all links together. */
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  readonly retainedCount: number;
  /** Objects right below that are left out, and what they retain. */
  readonly omitted: number;
  readonly omittedBytes: number;
}

/** Parents before their children; among the children of one the largest first. */
export interface Dominated {
  readonly nodes: readonly DominatedNode[];
}

/** What the host passes on to the worker, once it has checked what is asked. */
export interface HeapQuestions {
  types(query: TypesQuery): HeapTypes;
  objects(query: ObjectsQuery): HeapPage<HeapObjectRow>;
  /** The node of one of the objects of a type; null when there are none. */
  randomObject(type: number): number | null;
  /** Null when there is no such object. */
  object(node: number): HeapObject | null;
  references(query: ReferencesQuery): HeapPage<HeapReference>;
  /** A shortest path from a root, links alike in a row collapsed; empty when none leads there. */
  holdingPath(node: number): readonly HeapStep[];
  ways(query: WaysQuery): HeapWays;
  find(query: FindQuery): HeapFound;
  dominated(query: DominatedQuery): Dominated;
}

export interface HeapMethods extends HeapQuestions, HeapCompareQuestions {
  /** First of all, once. */
  open(request: { readonly path: string }): HeapSummary;
  /** Reads another snapshot for what differs, and keeps no more of it. The same one again is at hand. */
  compare(request: { readonly path: string }): HeapDifference;
  /** Of many files, whatever is in them; null for those that do not say. Needs no `open`. */
  records(paths: readonly string[]): readonly (HeapRecord | null)[];
}

export interface HeapEvents {
  /** While `open` works. */
  progress: { readonly fraction: number };
  /** While `compare` works. */
  comparing: { readonly fraction: number };
}

export interface HeapStart {
  /** Name of the file. */
  readonly name: string;
  readonly summary: HeapSummary;
  /** What the page was opened for, if it was for one object. */
  readonly wanted: HeapWanted | null;
}

export interface HeapViewMethods extends HeapQuestions, HeapCompareQuestions {
  /** First of all, once per page: opens the snapshot. */
  start(input: null): HeapStart;
  /** Other snapshots beside this one, the earliest first. */
  bases(input: null): readonly HeapBase[];
  /** @param file one of `bases` */
  compareWith(file: string): HeapDifference;
  /** What the recording of the run tells of where objects were made. */
  births(query: BirthsQuery): HeapBirths;
  /** Shows a call of the run in its timeline. */
  showCall(call: number): void;
  /** Shows a line in an editor. */
  reveal(place: HeapPlace): void;
}

export interface HeapViewEvents extends HeapEvents {
  /** The snapshot is shown already, and somebody wants to see another object. */
  wanted: HeapWanted;
}
