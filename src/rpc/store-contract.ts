/** What the host asks the worker that owns the store of one run. Lists come in pages, because arrays of objects are copied. */
import type {
  Ancestors,
  CallPlace,
  CallRow,
  CallValues,
  EdgeStats,
  FunctionStats,
  OverviewQuery,
  RunInfo,
  SearchResult,
  Siblings,
  SiteStats,
  SortKey,
  SpanColumns,
  SqlResult,
  TaskHits,
  TaskInfo,
  TaskSpans,
  TaskSpansQuery,
  TaskTrack,
  ThreadInfo,
  TreeNode,
  ViewportQuery,
} from '../store/api.js';
import type { ShownValues } from './view-contract.js';

/** Rows of any list; what is beyond is left out and has to be asked for by offset or a narrower query. */
export const PAGE_ROWS = 5000;

/** Ordinal of the thread that a call id names: see src/store/api.ts. */
export function threadOfCall(call: number): number {
  return Math.floor(call / 2 ** 32);
}

export interface OpenRequest {
  readonly folder: string;
  /** The run goes on: follow it until `finish`. */
  readonly follow: boolean;
  readonly rebuild: boolean;
}

interface SqlRequest {
  readonly text: string;
  readonly maxCalls?: number;
  readonly qualname?: string;
  readonly fromNs?: number;
  readonly toNs?: number;
}

export interface ExportRequest {
  readonly format: 'speedscope' | 'chrome' | 'cpuprofile' | 'sqlite';
  /** Absolute; a file there is replaced once the new one is whole. */
  readonly path: string;
  /** Our name and version, written into the file. */
  readonly exporter: string;
}

export interface ExportSummary {
  readonly bytes: number;
  /** Intervals of calls; a generator has several a call. */
  readonly intervals: number;
}

export interface StoreMethods {
  /** First of all, once. */
  open(request: OpenRequest): void;
  /** The target of a followed run has ended. */
  finish(input: null): void;
  info(input: null): RunInfo;
  threads(input: null): readonly ThreadInfo[];
  top(options: { readonly sort: SortKey; readonly limit: number; readonly process?: number }): readonly FunctionStats[];
  functions(qualname: string): readonly FunctionStats[];
  callsOf(query: {
    readonly functionIds: readonly number[];
    readonly limit: number;
    readonly offset?: number;
  }): readonly CallRow[];
  /** The last calls of a function from these sites, in order of thread and start. */
  lastCallsFrom(query: {
    readonly functionId: number;
    readonly siteIds: readonly number[];
    readonly limit: number;
  }): readonly CallRow[];
  call(id: number): CallRow | null;
  children(query: {
    readonly thread: number;
    readonly call: number | null;
    readonly limit: number;
    readonly offset?: number;
  }): readonly CallRow[];
  /** Who called a call, innermost first; `collapse` makes one run of neighbours of one function. */
  ancestors(query: {
    readonly call: number;
    readonly limit: number;
    readonly offset?: number;
    readonly collapse?: boolean;
  }): Ancestors;
  /** A call among those of the same caller. Null when there is no such call. */
  siblings(query: { readonly call: number; readonly before: number; readonly after: number }): Siblings | null;
  /** Threads that ran asyncio tasks. */
  taskTracks(input: null): readonly TaskTrack[];
  taskSpans(query: TaskSpansQuery): TaskSpans;
  /** The task that a call runs in; null when it runs in none. */
  taskOf(call: number): TaskInfo | null;
  /** A task of a thread by its place in order of start, from 0. */
  taskAt(query: { readonly thread: number; readonly index: number }): TaskInfo | null;
  /** Tasks whose name or coroutine holds the text, whatever its case, in order of thread and start. */
  searchTasks(query: { readonly text: string; readonly limit: number; readonly offset?: number }): TaskHits;
  callers(functionId: number): readonly EdgeStats[];
  callees(functionId: number): readonly EdgeStats[];
  sites(file: string): readonly SiteStats[];
  values(id: number): CallValues;
  /** The same as trees ready to be shown, bounded whatever was recorded. */
  shownValues(id: number): ShownValues;
  /** Null when there is no such call. */
  placeOf(call: number): CallPlace | null;
  /** Functions whose qualname or file holds the text, whatever its case; most total time first. */
  search(query: { readonly text: string; readonly limit: number }): SearchResult;
  viewport(query: ViewportQuery): SpanColumns;
  /** Spans of many threads; `depth` is the row of the picture. */
  overview(query: OverviewQuery): SpanColumns;
  tree(options: {
    readonly depth: number;
    readonly minFraction?: number;
    readonly thread?: number;
    /** Functions from a root down to a node: the tree then is that node and what is below it. */
    readonly path?: readonly number[];
  }): readonly TreeNode[];
  sql(request: SqlRequest): SqlResult;
  exportSqlite(path: string): void;
  /** Writes a file for another tool. Nothing else is answered while a text format is written. */
  exportTo(request: ExportRequest): ExportSummary;
  /** Last of all: stops what is going on and removes temporary files. The thread can be ended then. */
  close(input: null): void;
}

export interface StoreEvents {
  /** While `open` or an export works, at most every 50 ms. */
  progress: { readonly fraction: number; readonly calls: number; readonly bytes: number };
  /** A followed run has more to show, at most every 50 ms. */
  changed: { readonly calls: number; readonly bytes: number; readonly finished: boolean };
}
