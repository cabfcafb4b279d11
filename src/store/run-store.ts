import { basename } from 'node:path';
import type {
  CallRow,
  CallValues,
  EdgeStats,
  FunctionStats,
  ProblemInfo,
  Progress,
  RunInfo,
  SiteStats,
  SpanColumns,
  SqlResult,
  Store,
  ThreadInfo,
  TreeNode,
  ViewportQuery,
} from './api.js';
import { findCall } from './call-rows.js';
import type { CallSource } from './call-source.js';
import { callById, callsOf } from './queries/calls.js';
import { children } from './queries/children.js';
import { callees, callers, functionsNamed, sitesIn, top } from './queries/functions.js';
import { tree } from './queries/tree.js';
import { viewport } from './queries/viewport.js';
import { walk } from './queries/walk.js';
import type { Visitor } from './queries/walk.js';
import { ValueReader } from './value-reader.js';

/** Answers from the calls of a run, whether they are finished or still growing. */
export class RunStore implements Store {
  readonly #folder: string;
  readonly #source: CallSource;
  readonly #notices: readonly ProblemInfo[];
  readonly #values: ValueReader;
  readonly #onClose: () => void;

  constructor(folder: string, source: CallSource, notices: readonly ProblemInfo[], onClose: () => void) {
    this.#folder = folder;
    this.#source = source;
    this.#notices = notices;
    this.#values = new ValueReader(folder);
    this.#onClose = onClose;
  }

  info(): RunInfo {
    const processes = this.#source.tables.processes.map(({ stamp: _stamp, ...row }) => ({
      ...row,
      startEpochNs: Number(row.startEpochNs),
    }));
    return { run: basename(this.#folder), processes, notices: this.#notices };
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

  call(id: number): CallRow | null {
    return callById(this.#source, id);
  }

  children(of: Parameters<Store['children']>[0], limit: number, offset = 0): readonly CallRow[] {
    return children(this.#source, of, limit, offset);
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

  tree(options: Parameters<Store['tree']>[0]): readonly TreeNode[] {
    return tree(this.#source, options);
  }

  walk(thread: number, visit: Visitor, signal?: AbortSignal): void {
    walk(this.#source, thread, visit, signal);
  }

  sql(text: string, options: Parameters<Store['sql']>[1] = {}): SqlResult {
    void text;
    void options;
    throw new Error('not yet');
  }

  async exportSqlite(
    path: string,
    options: { readonly signal?: AbortSignal; readonly progress?: Progress } = {},
  ): Promise<void> {
    void path;
    void options;
    throw new Error('not yet');
  }

  close(): void {
    this.#values.close();
    this.#source.close();
    this.#onClose();
  }
}
