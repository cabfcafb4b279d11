/**
 * What the page of a run (webview-ui) asks the host, and what the host tells it. The channel carries JSON and typed
 * arrays only: no Map, no bigint; values arrive as trees ready to be shown.
 */
import type {
  CallPlace,
  CallRow,
  EdgeStats,
  FunctionStats,
  RunInfo,
  SearchResult,
  SortKey,
  SpanColumns,
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
  callers(functionId: number): readonly EdgeStats[];
  callees(functionId: number): readonly EdgeStats[];
  tree(options: {
    readonly depth: number;
    readonly minFraction?: number;
    readonly thread?: number;
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
