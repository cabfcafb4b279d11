/** What the host asks the worker that owns the store of one run. Lists come in pages, because arrays of objects are copied. */
import type {
  Ancestors,
  AncestorsQuery,
  CallPlace,
  CallRow,
  CallValues,
  ChildrenOf,
  EdgeStats,
  FunctionStats,
  LastCallsQuery,
  OverviewQuery,
  Page,
  RunInfo,
  SearchResult,
  Siblings,
  SiblingsQuery,
  SiteStats,
  SpanColumns,
  SqlOptions,
  SqlResult,
  TaskHits,
  TaskInfo,
  TaskSearch,
  TaskSpans,
  TaskSpansQuery,
  TaskTrack,
  ThreadInfo,
  TopQuery,
  TreeNode,
  TreeQuery,
  ViewportQuery,
} from '../store/api.js';
import type { HeapSeries } from '../store/heap-api.js';
import type { ShownValues } from './shown-values.js';

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

interface SqlRequest extends SqlOptions {
  readonly text: string;
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
  top(query: TopQuery): readonly FunctionStats[];
  functions(qualname: string): readonly FunctionStats[];
  callsOf(query: Page & { readonly functionIds: readonly number[] }): readonly CallRow[];
  /** The last of `callsOf`, of those from the sites where some are given, in the same order. */
  lastCalls(query: LastCallsQuery): readonly CallRow[];
  call(id: number): CallRow | null;
  children(query: ChildrenOf & Page): readonly CallRow[];
  /** Who called a call, innermost first. */
  ancestors(query: AncestorsQuery): Ancestors;
  /** A call among those of the same caller. Null when there is no such call. */
  siblings(query: SiblingsQuery): Siblings | null;
  /** Threads that ran asyncio tasks. */
  taskTracks(input: null): readonly TaskTrack[];
  taskSpans(query: TaskSpansQuery): TaskSpans;
  /** The task that a call runs in; null when it runs in none. */
  taskOf(call: number): TaskInfo | null;
  /** A task of a thread by its place in order of start, from 0. */
  taskAt(query: { readonly thread: number; readonly index: number }): TaskInfo | null;
  /** Tasks whose name or coroutine holds the text, whatever its case, in order of thread and start. */
  searchTasks(query: TaskSearch): TaskHits;
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
  tree(query: TreeQuery): readonly TreeNode[];
  /** Heap snapshots over time, with what is known without analysing them now. */
  heapSeries(types: number): HeapSeries;
  /** For a worker of its own: it keeps what it finds out beside the recording, and answers nothing else meanwhile. */
  analyseHeap(input: null): void;
  /** May analyse heap snapshots first (`Store.prepareSql`), with nothing else answered meanwhile. */
  sql(request: SqlRequest): SqlResult;
  exportSqlite(path: string): void;
  /** Writes a file for another tool. Nothing else is answered while a text format is written. */
  exportTo(request: ExportRequest): ExportSummary;
  /** Last of all: stops what is going on and removes temporary files. The thread can be ended then. */
  close(input: null): void;
}

export interface StoreEvents {
  /** While `open`, an export or `analyseHeap` works, at most every 50 ms. */
  progress: { readonly fraction: number; readonly calls: number; readonly bytes: number };
  /** A followed run has more to show, at most every 50 ms. */
  changed: { readonly calls: number; readonly bytes: number; readonly finished: boolean };
}
