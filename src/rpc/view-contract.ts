/**
 * What the page of a run (webview-ui) asks the host, and what the host tells it. The channel carries JSON and typed
 * arrays only: no Map, no bigint; values arrive as trees ready to be shown.
 */
import type {
  Ancestors,
  CallPlace,
  CallRow,
  EdgeStats,
  FunctionStats,
  OverviewQuery,
  RunInfo,
  SearchResult,
  Siblings,
  SortKey,
  SpanColumns,
  TaskHits,
  TaskInfo,
  TaskSpans,
  TaskSpansQuery,
  TaskTrack,
  ThreadInfo,
  TreeNode,
  ViewportQuery,
} from '../store/api.js';

/** A value as a tree for people. Every text is plain text with control characters escaped, never markup. */
export interface ShownValue {
  /** One line, Python-like, cut to a few hundred characters. */
  readonly text: string;
  /** Type as people name it: `int`, `shop.Order`; empty where the text says it all. */
  readonly type: string;
  /** For the colour: as editors colour literals. */
  readonly tone: 'number' | 'string' | 'keyword' | 'object' | 'error' | 'faint';
  readonly children: readonly ShownChild[];
  /** What is missing below: `12 more items were not recorded`. */
  readonly note: string | null;
}

export interface ShownChild {
  readonly name: string;
  readonly value: ShownValue;
}

export interface ShownValues {
  readonly arguments: readonly ShownChild[] | null;
  readonly locals: readonly ShownChild[] | null;
  readonly result: ShownValue | null;
  readonly yielded: ShownValue | null;
  readonly exception: ShownValue | null;
  /** Why values are missing or damaged, one sentence for people. */
  readonly problem: string | null;
}

export interface ViewSelection {
  readonly thread: number | null;
  readonly call: number | null;
}

export interface ViewStart {
  /** Identity of the run. The page keeps it as `folder` in its state, so that its tab survives a reload of the window. */
  readonly folder: string;
  readonly name: string;
  readonly info: RunInfo;
  readonly threads: readonly ThreadInfo[];
  readonly live: boolean;
  readonly selection: ViewSelection;
}

export type { CallPlace, SearchHit } from '../store/api.js';

export interface ViewMethods {
  /** First of all, once per page. */
  start(input: null): ViewStart;
  info(input: null): RunInfo;
  threads(input: null): readonly ThreadInfo[];
  viewport(query: ViewportQuery): SpanColumns;
  /** Spans of many threads; `depth` is the row of the picture. */
  overview(query: OverviewQuery): SpanColumns;
  top(options: { readonly sort: SortKey; readonly limit: number }): readonly FunctionStats[];
  call(id: number): CallRow | null;
  values(id: number): ShownValues;
  children(query: {
    readonly thread: number;
    readonly call: number | null;
    readonly limit: number;
    readonly offset?: number;
  }): readonly CallRow[];
  callsOf(query: {
    readonly functionIds: readonly number[];
    readonly limit: number;
    readonly offset?: number;
  }): readonly CallRow[];
  placeOf(call: number): CallPlace | null;
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
  tree(options: {
    readonly depth: number;
    readonly minFraction?: number;
    readonly thread?: number;
    /** Functions from a root down to a node: the tree then is that node and what is below it. */
    readonly path?: readonly number[];
  }): readonly TreeNode[];
  /** Functions whose qualname or file holds the text, whatever its case; most total time first. */
  search(query: { readonly text: string; readonly limit: number }): SearchResult;
  /** Selects in the whole editor. */
  select(selection: ViewSelection): void;
  /** Shows a line in an editor; `file` as recorded, `line` from 1. */
  reveal(place: { readonly file: string; readonly line: number }): void;
}

export interface ViewEvents {
  /** Selected elsewhere. */
  selected: ViewSelection;
  /** A live run has more to show. */
  changed: { readonly calls: number; readonly bytes: number; readonly finished: boolean };
  /** The run is gone; `message` says why and what to do. */
  closed: { readonly message: string };
}
