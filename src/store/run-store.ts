import { basename } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type {
  Ancestors,
  CallPlace,
  CallRow,
  CallValues,
  EdgeStats,
  FunctionStats,
  LastCallsQuery,
  OverviewQuery,
  ProblemInfo,
  RunInfo,
  SearchResult,
  Siblings,
  SiteStats,
  SpanColumns,
  SqlResult,
  Store,
  TaskHits,
  TaskInfo,
  TaskSpans,
  TaskSpansQuery,
  TaskTrack,
  ThreadInfo,
  TreeNode,
  ViewportQuery,
} from './api.js';
import { findCall } from './call-rows.js';
import type { CallSource } from './call-source.js';
import { RunHeap } from './heap/run-heap.js';
import { heapSeries } from './heap/series.js';
import type { AnalyseOptions, HeapSeries } from './heap-api.js';
import { ancestors } from './queries/ancestors.js';
import { callById, callsOf, lastCalls, placeAmongCalls } from './queries/calls.js';
import { children } from './queries/children.js';
import { callees, callers, functionsNamed, search, sitesIn, top } from './queries/functions.js';
import { overview } from './queries/overview.js';
import { SiblingFinder } from './queries/siblings.js';
import { TaskIndex } from './queries/tasks.js';
import { tree } from './queries/tree.js';
import { viewport } from './queries/viewport.js';
import { walk } from './queries/walk.js';
import type { Visitor } from './queries/walk.js';
import { SqlConsole } from './sqlite/console.js';
import { exportSqlite } from './sqlite/export.js';
import type { ExportOptions } from './sqlite/export.js';
import { ValueReader } from './value-reader.js';

export interface RunStoreParts {
  /** Of the run. */
  readonly folder: string;
  readonly engine: SqlJsStatic;
  readonly source: CallSource;
  readonly notices: readonly ProblemInfo[];
  /** The index as it is now, as a SQLite file; the caller may change the bytes. */
  readonly image: () => Uint8Array;
  readonly onClose: () => void;
}

/** Answers from the calls of a run, whether they are finished or still growing. */
export class RunStore implements Store {
  readonly #parts: RunStoreParts;
  readonly #source: CallSource;
  readonly #values: ValueReader;
  readonly #siblings: SiblingFinder;
  readonly #tasks: TaskIndex;
  readonly #heap: RunHeap;
  readonly #console: SqlConsole;

  constructor(parts: RunStoreParts) {
    this.#parts = parts;
    this.#source = parts.source;
    this.#values = new ValueReader(parts.folder);
    this.#siblings = new SiblingFinder(parts.source);
    this.#tasks = new TaskIndex(parts.source);
    this.#heap = new RunHeap(parts.folder);
    this.#console = new SqlConsole({
      engine: parts.engine,
      source: parts.source,
      heap: this.#heap,
      image: parts.image,
      values: (id) => this.values(id),
    });
  }

  info(): RunInfo {
    const processes = this.#source.tables.processes.map(({ stamp: _stamp, ...row }) => ({
      ...row,
      startEpochNs: Number(row.startEpochNs),
    }));
    return { run: basename(this.#parts.folder), processes, notices: this.#parts.notices };
  }

  threads(): readonly ThreadInfo[] {
    return this.#source.tables.threads
      .map(({ slices: _slices, ...row }) => row)
      .toSorted((a, b) => a.thread - b.thread);
  }

  top(options: Parameters<Store['top']>[0]): readonly FunctionStats[] {
    return top(this.#source.tables, options);
  }

  functions(qualname: string): readonly FunctionStats[] {
    return functionsNamed(this.#source.tables, qualname);
  }

  callsOf(functionIds: readonly number[], { limit, offset = 0 }: Parameters<Store['callsOf']>[1]): readonly CallRow[] {
    return callsOf(this.#source, functionIds, limit, offset);
  }

  lastCalls(query: LastCallsQuery, signal?: AbortSignal): readonly CallRow[] {
    return lastCalls(this.#source, query, signal);
  }

  call(id: number): CallRow | null {
    return callById(this.#source, id);
  }

  placeOf(id: number): CallPlace | null {
    return placeAmongCalls(this.#source, id);
  }

  search(text: string, limit: number): SearchResult {
    return search(this.#source.tables, text, limit);
  }

  children(of: Parameters<Store['children']>[0], limit: number, offset = 0): readonly CallRow[] {
    return children(this.#source, of, limit, offset);
  }

  ancestors({ call, limit, offset = 0, collapse = true }: Parameters<Store['ancestors']>[0]): Ancestors {
    return ancestors(this.#source, { call, limit, offset, collapse });
  }

  siblings(query: Parameters<Store['siblings']>[0]): Siblings | null {
    return this.#siblings.find(query);
  }

  taskTracks(): readonly TaskTrack[] {
    return this.#tasks.tracks();
  }

  taskSpans(query: TaskSpansQuery): TaskSpans {
    return this.#tasks.spans(query);
  }

  taskOf(call: number): TaskInfo | null {
    return this.#tasks.taskOf(call);
  }

  taskAt(thread: number, index: number): TaskInfo | null {
    return this.#tasks.taskAt(thread, index);
  }

  searchTasks({ text, limit, offset = 0 }: Parameters<Store['searchTasks']>[0]): TaskHits {
    return this.#tasks.search(text, limit, offset);
  }

  callers(functionId: number): readonly EdgeStats[] {
    return callers(this.#source.tables, functionId);
  }

  callees(functionId: number): readonly EdgeStats[] {
    return callees(this.#source.tables, functionId);
  }

  sites(file: string): readonly SiteStats[] {
    return sitesIn(this.#source.tables, file);
  }

  values(id: number): CallValues {
    const place = findCall(this.#source, id);
    if (place !== null) return this.#values.read(this.#source, place);
    return {
      arguments: null,
      locals: null,
      result: null,
      yielded: null,
      exception: null,
      problem: `There is no call ${id}.`,
    };
  }

  viewport(query: ViewportQuery): SpanColumns {
    return viewport(this.#source, query);
  }

  overview(query: OverviewQuery): SpanColumns {
    return overview(this.#source, query);
  }

  tree(options: Parameters<Store['tree']>[0]): readonly TreeNode[] {
    return tree(this.#source, options);
  }

  walk(thread: number, visit: Visitor, signal?: AbortSignal): void {
    walk(this.#source, thread, visit, signal);
  }

  sql(text: string, options: Parameters<Store['sql']>[1] = {}): SqlResult {
    return this.#console.run(text, options);
  }

  heapSeries(types: number): HeapSeries {
    return heapSeries(this.#heap, this.#source.tables, types);
  }

  async analyseHeap(options: AnalyseOptions = {}): Promise<void> {
    await this.#heap.analyse(options);
  }

  async prepareSql(text: string, options: AnalyseOptions = {}): Promise<void> {
    if (this.#console.needsAnalysis(text)) await this.#heap.analyse(options);
  }

  async exportSqlite(path: string, options: ExportOptions = {}): Promise<void> {
    const { engine, source, image } = this.#parts;
    await exportSqlite({ engine, source, heap: this.#heap, image: image(), path }, options);
  }

  close(): void {
    this.#console.close();
    this.#values.close();
    this.#source.close();
    this.#parts.onClose();
  }
}
