/**
 * What the rest of the product may ask of the store of one run. Everything is answered from the index
 * (store/index.sqlite and store/calls-<generation>.thcols of the run folder), values from the recording itself.
 *
 * Ids: `process` is the ordinal of a recording file within the run (1 and up, in the order of file names' first
 * sight); `thread` is the ordinal of a thread within the run; `functionId`, `siteId` likewise are ordinals of the run,
 * not the ids inside one recording file. A call id is a positive integer, unique within the run and stable
 * across rebuilds of the store: `thread ordinal * 2^32 + slice index`.
 */
import type { Value } from '../format/value.js';
import type { AnalyseOptions, HeapSeries } from './heap-api.js';

/** One recorded process, as `tracehold info` prints it. */
export interface ProcessInfo {
  readonly process: number;
  readonly pid: number;
  readonly file: string;
  readonly python: string;
  readonly recorder: string;
  /** Why this recorder and hook, one sentence. */
  readonly reason: string;
  readonly hook: string;
  readonly argv: readonly string[];
  readonly origin: string;
  /** Ordinal of the recorded parent process, or null. */
  readonly parent: number | null;
  readonly calls: number;
  /** Calls whose values were kept. */
  readonly valuesKept: number;
  readonly threads: number;
  readonly bytes: number;
  readonly startEpochNs: number;
  readonly durationNs: number;
  /** Bytes allocated and freed were counted. */
  readonly allocations?: boolean;
  /** The recording was closed in order and nothing of it is missing. */
  readonly complete: boolean;
  readonly problems: readonly ProblemInfo[];
}

export interface ProblemInfo {
  readonly code: string;
  readonly message: string;
}

export interface RunInfo {
  readonly run: string;
  readonly processes: readonly ProcessInfo[];
  /** About the store itself, such as that it could not be saved beside the recording. */
  readonly notices: readonly ProblemInfo[];
}

export interface ThreadInfo {
  readonly thread: number;
  readonly process: number;
  readonly serial: number;
  readonly nativeId: number | null;
  readonly name: string;
  readonly calls: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly maxDepth: number;
}

/** Bytes by the interpreter's allocators; what was freed may have been allocated by others. */
export interface Memory {
  readonly allocated: number;
  readonly freed: number;
}

export interface FunctionMemory {
  /** By the function itself. */
  readonly self: Memory;
  /** By the function and what it called; recursion is counted once. */
  readonly total: Memory;
}

export interface FunctionStats {
  readonly functionId: number;
  readonly function: string;
  readonly qualname: string;
  readonly module: string;
  readonly file: string;
  readonly line: number;
  /** Activations that began: a generator counts once. */
  readonly calls: number;
  /** Resumes and throws of generators and coroutines. */
  readonly resumes: number;
  /** Calls that an exception left. */
  readonly exceptions: number;
  readonly valuesKept: number;
  /** Time in the function itself, nanoseconds. */
  readonly selfNs: number;
  /** Time in the function and what it called; recursion is counted once (as cProfile's cumtime). */
  readonly totalNs: number;
  readonly minNs: number;
  readonly maxNs: number;
  /** Missing where it was not counted. */
  readonly memory?: FunctionMemory;
}

/** A function whose qualname or file holds a text that was searched for. */
export interface SearchHit {
  readonly functionId: number;
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
}

export interface SearchResult {
  /** Most total time first. */
  readonly hits: readonly SearchHit[];
  /** Calls of all functions that match, also of those beyond the limit. */
  readonly calls: number;
}

/** A call's place among the calls of its function in the order of `callsOf`: `index` counts from 0. */
export interface CallPlace {
  readonly index: number;
  readonly of: number;
}

/** `net` and `allocated` are bytes of the function itself. */
export type SortKey = 'self' | 'total' | 'calls' | 'net' | 'allocated';

export type Outcome = 'return' | 'unwind' | 'open' | 'suspended' | 'lost';

/** One call without its values. Times are nanoseconds since the start of its process's recording. */
export interface CallRow {
  readonly id: number;
  readonly process: number;
  readonly thread: number;
  readonly functionId: number;
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly startNs: number;
  /** First start to last end; for a generator this includes the time it was suspended. Open calls end at the last event. */
  readonly durationNs: number;
  /** Sum of its intervals: equals durationNs unless it was suspended. */
  readonly activeNs: number;
  readonly depth: number;
  /** Intervals of calls below this one on its thread, itself included (of a generator's first interval only). */
  readonly subtree: number;
  readonly parent: number | null;
  readonly outcome: Outcome;
  readonly callerFile: string | null;
  readonly callerLine: number | null;
  /** Nearest recorded caller's place when the direct caller is not recorded; else equal to the caller's. */
  readonly userCallerFile: string | null;
  readonly userCallerLine: number | null;
  readonly task: string | null;
  readonly hasArguments: boolean;
  readonly hasResult: boolean;
  /** By it and what it called, over all its intervals; missing where it was not counted. */
  readonly memory?: Memory;
}

/** Values of one call, decoded on demand. A part that was not recorded is null; names map to values in order. */
export interface CallValues {
  readonly arguments: ReadonlyMap<string, Value> | null;
  readonly locals: ReadonlyMap<string, Value> | null;
  readonly result: Value | null;
  /** What a suspended generator yielded last. */
  readonly yielded: Value | null;
  readonly exception: Value | null;
  /** What went wrong while reading, if anything: a truncated file, a damaged value. */
  readonly problem: string | null;
}

/**
 * Rectangles of the timeline, in no promised order. merged > 1: several short calls side by side; functionId is then the
 * one with most of their time, exact when it has more than half.
 */
export interface SpanColumns {
  readonly count: number;
  readonly startNs: Float64Array;
  readonly endNs: Float64Array;
  readonly depth: Uint32Array;
  readonly functionId: Uint32Array;
  /** Call id for a single interval of a call, 0 for merged ones. */
  readonly call: Float64Array;
  readonly merged: Uint32Array;
  /** 1 when an exception left the call (or one of those merged). */
  readonly failed: Uint8Array;
  /**
   * Bytes allocated less bytes freed by the interval and what it called, of merged ones their sum. Missing where they were not
   * counted; NaN for spans of threads where they were not, if they were in others.
   */
  readonly netBytes?: Float64Array;
}

export interface ViewportQuery {
  readonly thread: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** Width in pixels: nothing of one pixel or more is left out. */
  readonly pixels: number;
  readonly maxDepth?: number;
}

/** Callers of a call that are calls of one function in a row: recursion. */
export interface AncestorRun {
  /** The innermost of them. */
  readonly call: CallRow;
  /** The outermost; the same when there is only one. */
  readonly outermost: CallRow;
  readonly calls: number;
}

export interface Ancestors {
  /** Innermost first. */
  readonly runs: readonly AncestorRun[];
  /** All callers up to the outermost, also those beyond the limit. */
  readonly calls: number;
}

/** A call among those of the same caller, or the outermost ones of its thread, in order of start. */
export interface Siblings {
  /** Its place, from 0. */
  readonly index: number;
  readonly of: number;
  /** Place of the first row. */
  readonly first: number;
  readonly rows: readonly CallRow[];
}

/** The asyncio tasks of a thread. Times are nanoseconds since the start of its process's recording. */
export interface TaskTrack {
  readonly thread: number;
  readonly tasks: number;
  /** Tasks that never overlap share a row. */
  readonly rows: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** Steps beyond what is kept in memory: not shown. */
  readonly left: number;
}

/** An asyncio task on one thread. */
export interface TaskInfo {
  /** Ordinal in the run. */
  readonly task: number;
  readonly thread: number;
  readonly name: string;
  /** Qualname of its coroutine, null when it was not told. */
  readonly coroutine: string | null;
  readonly row: number;
  /** Its place among the thread's tasks in order of start, from 0. */
  readonly index: number;
  readonly of: number;
  /** From the first step to the end of the last; what waits when the recording ends lasts until then. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Time of its steps. */
  readonly activeNs: number;
  readonly steps: number;
  /** The call that began it. */
  readonly call: number;
}

export interface TaskSpansQuery {
  readonly thread: number;
  readonly fromNs: number;
  readonly toNs: number;
  /** Width in pixels: nothing of one pixel or more is left out. */
  readonly pixels: number;
  readonly firstRow: number;
  readonly rows: number;
}

/** All threads in one picture. */
export interface OverviewQuery {
  readonly threads: readonly {
    readonly thread: number;
    /** Added to the thread's times. */
    readonly offsetNs: number;
    /** First row of the picture that it has, and how many; deeper calls are left out. */
    readonly row: number;
    readonly rows: number;
  }[];
  /** With the offsets. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly pixels: number;
}

export interface TaskName {
  readonly task: number;
  readonly name: string;
}

/** Rectangles of a thread's tasks; `depth` is the row. */
export interface TaskSpans {
  /** Whole tasks, suspended or not; `call` is the one that began it. */
  readonly lifetimes: SpanColumns;
  /** Of each lifetime, 0 for merged ones. */
  readonly task: Uint32Array;
  /** When they ran: intervals of their outermost coroutines. */
  readonly steps: SpanColumns;
  /** Of the tasks that are wide enough to be written on. */
  readonly names: readonly TaskName[];
}

export interface TaskHits {
  readonly hits: readonly TaskInfo[];
  /** All that match, also those beyond the limit. */
  readonly count: number;
}

export interface EdgeStats {
  readonly callerId: number | null;
  readonly calleeId: number;
  readonly calls: number;
  readonly totalNs: number;
}

export interface SiteStats {
  readonly siteId: number;
  readonly file: string;
  readonly line: number;
  readonly callerQualname: string;
  readonly calleeId: number;
  readonly calls: number;
  readonly totalNs: number;
}

/** A node of the merged call tree (calls with the same path of functions from the root). */
export interface TreeNode {
  readonly functionId: number;
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  readonly selfNs: number;
  readonly totalNs: number;
  /** Functions it called that are left out for having too little time; absent where there are none. */
  readonly omitted?: number;
  readonly children: readonly TreeNode[];
}

export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | bigint | Uint8Array | null)[])[];
  /** Said when the `calls` table holds only a part of the calls: what it holds and how to narrow it. */
  readonly notice: string | null;
}

/** Reports at most every 50 ms; fraction is 0 to 1. */
export type Progress = (done: { readonly fraction: number; readonly calls: number; readonly bytes: number }) => void;

/** What a list of rows is asked for: all lists come in pages. */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
}

export interface TopQuery {
  readonly sort: SortKey;
  readonly limit: number;
  readonly process?: number;
}

/** Children of a call; of a thread's roots when `call` is null. */
export interface ChildrenOf {
  readonly thread: number;
  readonly call: number | null;
}

export interface LastCallsQuery {
  readonly functionIds: readonly number[];
  /** Where they were called from, as `sites` gives them; null for anywhere. */
  readonly siteIds: readonly number[] | null;
  readonly limit: number;
}

export interface AncestorsQuery extends Page {
  readonly call: number;
  /** Makes one run of neighbours of one function. */
  readonly collapse?: boolean;
}

export interface SiblingsQuery {
  readonly call: number;
  readonly before: number;
  readonly after: number;
}

export interface TaskSearch extends Page {
  readonly text: string;
}

export interface TreeQuery {
  readonly depth: number;
  readonly minFraction?: number;
  readonly thread?: number;
  /** Functions from a root down to a node: the tree then is that node and what is below it. */
  readonly path?: readonly number[];
}

export interface SqlOptions {
  readonly maxCalls?: number;
  readonly qualname?: string;
  readonly fromNs?: number;
  readonly toNs?: number;
}

export interface Store {
  info(): RunInfo;
  threads(): readonly ThreadInfo[];
  top(query: TopQuery): readonly FunctionStats[];
  functions(qualname: string): readonly FunctionStats[];
  /**
   * Calls of one or several functions by start on the run's clock, which all threads and processes share; of the same
   * start by thread. While the run goes on, a call that is read later may come before others.
   */
  callsOf(functionIds: readonly number[], page: Page): readonly CallRow[];
  /** The last of `callsOf`, of those from the sites where some are given, in the same order. */
  lastCalls(query: LastCallsQuery, signal?: AbortSignal): readonly CallRow[];
  call(id: number): CallRow | null;
  /** Null when there is no such call. */
  placeOf(id: number): CallPlace | null;
  /** Functions whose qualname or file holds the text, whatever its case. */
  search(text: string, limit: number): SearchResult;
  /** In order of start. */
  children(of: ChildrenOf, limit: number, offset?: number): readonly CallRow[];
  /** Who called a call, innermost first. */
  ancestors(query: AncestorsQuery): Ancestors;
  /** Null when there is no such call. */
  siblings(query: SiblingsQuery): Siblings | null;
  /** Threads that ran asyncio tasks. */
  taskTracks(): readonly TaskTrack[];
  taskSpans(query: TaskSpansQuery): TaskSpans;
  /** The task that a call runs in; null when it runs in none. */
  taskOf(call: number): TaskInfo | null;
  /** A task of a thread by its place in order of start, from 0. */
  taskAt(thread: number, index: number): TaskInfo | null;
  /** Tasks whose name or coroutine holds the text, whatever its case, in order of thread and start. */
  searchTasks(query: TaskSearch): TaskHits;
  callers(functionId: number): readonly EdgeStats[];
  callees(functionId: number): readonly EdgeStats[];
  sites(file: string): readonly SiteStats[];
  values(id: number): CallValues;
  viewport(query: ViewportQuery): SpanColumns;
  /** Spans of many threads; `depth` is the row of the picture. */
  overview(query: OverviewQuery): SpanColumns;
  /** Merged call tree, nodes below `minFraction` of the total or deeper than `depth` left out. */
  tree(query: TreeQuery & { readonly signal?: AbortSignal }): readonly TreeNode[];
  /** Every interval of every call of a thread in order: for exports and flame graphs. The visitor sees begin and end. */
  walk(
    thread: number,
    visit: {
      begin(functionId: number, atNs: number, call: number): void;
      end(functionId: number, atNs: number, call: number): void;
    },
    signal?: AbortSignal,
  ): void;
  /** Heap snapshots over time, with what was found out so far (`analyseHeap`) of at most so many types, 200 at most. */
  heapSeries(types: number): HeapSeries;
  /**
   * Analyses the heap snapshots that were not analysed before; the results are kept beside the recording, for all who open it. This
   * takes a second or more for each million objects, in which nothing else is answered on this thread.
   */
  analyseHeap(options?: AnalyseOptions): Promise<void>;
  /** The same if the statement takes it. */
  prepareSql(text: string, options?: AnalyseOptions): Promise<void>;
  /**
   * Read-only SQL over the documented schema (docs/sql.md). `calls` is filled on demand, bounded by `maxCalls`; of heap
   * snapshots there is what was found out so far (`prepareSql`).
   */
  sql(text: string, options?: SqlOptions): SqlResult;
  /** The whole index, calls as rows, as a plain SQLite file. */
  exportSqlite(path: string, options?: { readonly signal?: AbortSignal; readonly progress?: Progress }): Promise<void>;
  close(): void;
}
