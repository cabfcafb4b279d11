/**
 * Read-only SQL for people. sql.js has no authorizer, so a statement of theirs runs on a copy that is never saved: what
 * it could damage is a copy in memory. Besides, only one statement of a kind that reads is let through, `query_only` is
 * set, and WebAssembly's SQLite has neither files nor extensions to reach.
 */
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { formatCount, plural } from '../../base/counts.js';
import { CodedError } from '../../base/result.js';
import { toJson } from '../../format/json.js';
import type { Value } from '../../format/value.js';
import { MOST_WAYS } from '../../heap/findings.js';
import type { CallValues, SqlResult } from '../api.js';
import type { CallSource } from '../call-source.js';
import { insertHeapRows } from '../heap/heap-rows.js';
import type { HeapRowsSummary } from '../heap/heap-rows.js';
import type { RunHeap } from '../heap/run-heap.js';
import { callRecords } from '../queries/call-records.js';
import type { CallFilter } from '../queries/call-records.js';
import { rootOf } from './engine.js';
import { nameHint } from './name-hint.js';
import { TablePageWriter } from './page-writer.js';
import { HEAP_TABLES } from './schema.js';
import type { FilledTable } from './schema.js';

export interface SqlConsoleOptions {
  readonly maxCalls?: number;
  readonly qualname?: string;
  readonly fromNs?: number;
  readonly toNs?: number;
}

const DEFAULT_MAX_CALLS = 1_000_000;
/** Rows of a result; they are all in memory. */
const MAX_ROWS = 1_000_000;

const READING = /^(?:select|with|values|explain)\b/i;
const HARMLESS_PRAGMA =
  /^pragma\s+(?:table_info|table_xinfo|table_list|function_list|index_list|index_info|compile_options|database_list)\b[^=]*$/i;

interface Copy {
  readonly key: string;
  readonly database: Database;
  /** All calls are in it that were asked for. */
  readonly complete: boolean;
  /** Of the heap tables; null where they are empty. */
  readonly heap: HeapRowsSummary | null;
}

/** What a copy is filled with. */
interface Wanted {
  /** Null for no calls. */
  readonly calls: CallFilter | null;
  readonly heap: boolean;
}

const NOTHING: Wanted = { calls: null, heap: false };

export interface SqlConsoleParts {
  readonly engine: SqlJsStatic;
  readonly source: CallSource;
  readonly heap: RunHeap;
  /** The index as it is now, as a SQLite file. */
  readonly image: () => Uint8Array;
  readonly values: (id: number) => CallValues;
}

export class SqlConsole {
  readonly #parts: SqlConsoleParts;
  /** Without calls and heap, and the latest with some. */
  #empty: Copy | null = null;
  #filled: Copy | null = null;

  constructor(parts: SqlConsoleParts) {
    this.#parts = parts;
  }

  /** @throws CodedError 'bad-argument' when SQLite does not understand the text, or it is none that reads. */
  run(text: string, options: SqlConsoleOptions): SqlResult {
    const bare = withoutComments(text);
    if (!READING.test(bare) && !HARMLESS_PRAGMA.test(bare)) {
      throw new CodedError('bad-argument', 'Only one SELECT, WITH, VALUES, EXPLAIN or PRAGMA table_info can be run.');
    }
    try {
      const empty = this.#copy(NOTHING);
      const read = tablesRead(empty.database, text);
      if (read.size === 0) return query(empty.database, text, null);
      const calls = read.has('call_row') ? this.#filter(options) : null;
      const copy = this.#copy({ calls, heap: HEAP_TABLES.some((table) => read.has(table)) });
      const notices = [...(copy.complete ? [] : [this.#notice(options)]), ...heapNotices(copy.heap, read)];
      return query(copy.database, text, notices.length === 0 ? null : notices.join(' '));
    } catch (thrown) {
      if (thrown instanceof CodedError) throw thrown;
      throw new CodedError('bad-argument', this.#withHint((thrown as Error).message, text), { cause: thrown });
    }
  }

  /** Whether the answer takes more of heap snapshots than what they say of themselves. */
  needsAnalysis(text: string): boolean {
    try {
      const read = tablesRead(this.#copy(NOTHING).database, text);
      return HEAP_TABLES.some((table) => table !== 'heap_snapshot' && read.has(table));
    } catch {
      // What is wrong with it is said when it is run.
      return false;
    }
  }

  #withHint(failure: string, statement: string): string {
    const hint = nameHint(this.#copy(NOTHING).database, failure, statement);
    return hint === '' ? failure : `${failure}. ${hint}`;
  }

  close(): void {
    this.#empty?.database.close();
    this.#filled?.database.close();
  }

  #filter({ maxCalls = DEFAULT_MAX_CALLS, qualname, fromNs = 0, toNs = Infinity }: SqlConsoleOptions): CallFilter {
    const { functions } = this.#parts.source.tables;
    const named = qualname === undefined ? null : functions.flatMap((fn, id) => (fn.qualname === qualname ? [id] : []));
    return { maxCalls, functions: named === null ? null : new Set(named), fromNs, toNs };
  }

  #copy(wanted: Wanted): Copy {
    const { source, heap } = this.#parts;
    const isEmpty = wanted.calls === null && !wanted.heap;
    const key = JSON.stringify([source.version, keyOf(wanted.calls), wanted.heap ? heap.version() : null]);
    const known = isEmpty ? this.#empty : this.#filled;
    if (known?.key === key) return known;
    known?.database.close();
    if (isEmpty) this.#empty = null;
    else this.#filled = null;
    const made = { key, ...this.#make(wanted) };
    if (isEmpty) this.#empty = made;
    else this.#filled = made;
    return made;
  }

  #make({ calls, heap }: Wanted): Omit<Copy, 'key'> {
    const image = this.#parts.image();
    const withHeap = heap ? this.#fillHeap(image) : { bytes: image, summary: null };
    const filled = calls === null ? { bytes: withHeap.bytes, complete: true } : this.#fill(withHeap.bytes, calls);
    return { database: this.#open(filled.bytes), complete: filled.complete, heap: withHeap.summary };
  }

  #fillHeap(image: Uint8Array): { readonly bytes: Uint8Array; readonly summary: HeapRowsSummary } {
    const { engine, heap, source } = this.#parts;
    const database = new engine.Database(image);
    try {
      const summary = insertHeapRows(database, heap, source.tables.processes);
      return { bytes: database.export(), summary };
    } finally {
      database.close();
    }
  }

  #fill(image: Uint8Array, filter: CallFilter): { readonly bytes: Uint8Array; readonly complete: boolean } {
    const pages: Uint8Array[] = [];
    const writer = new TablePageWriter(image, rootOf(this.#copy(NOTHING).database, 'call_row'), {
      append: (page) => void pages.push(page),
      patch: (offset, bytes) => image.set(bytes, offset),
    });
    const filling = callRecords(this.#parts.source, filter, (id, record) => writer.row(id, record));
    let step = filling.next();
    while (step.done !== true) step = filling.next();
    writer.finish();
    return { bytes: Buffer.concat([image, ...pages]), complete: step.value };
  }

  #open(bytes: Uint8Array): Database {
    const database = new this.#parts.engine.Database(bytes);
    const parts: Record<string, (values: CallValues) => string | null> = {
      arguments: (values) => namesJson(values.arguments),
      locals: (values) => namesJson(values.locals),
      result: ({ result, yielded }) => valueJson(result ?? yielded),
      exception: ({ exception }) => valueJson(exception),
    };
    for (const [name, part] of Object.entries(parts)) {
      database.create_function(name, (id: unknown) => (typeof id === 'number' ? part(this.#parts.values(id)) : null));
    }
    database.exec('PRAGMA query_only = ON');
    return database;
  }

  #notice({ maxCalls = DEFAULT_MAX_CALLS }: SqlConsoleOptions): string {
    return (
      `The table calls holds only the first ${maxCalls.toLocaleString('en-US')} calls that fit. ` +
      'Narrow it by function or time, or raise the number of calls.'
    );
  }
}

/** Leading comments and blanks, and a last semicolon, say nothing about what a statement does. */
function withoutComments(text: string): string {
  return text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '').replace(/[\s;]+$/, '');
}

function keyOf(filter: CallFilter | null): unknown {
  return filter && [filter.maxCalls, [...(filter.functions ?? ['all'])], filter.fromNs, filter.toNs];
}

function heapNotices(heap: HeapRowsSummary | null, read: ReadonlySet<FilledTable>): readonly string[] {
  if (heap === null || (read.has('heap_snapshot') && read.size === 1)) return [];
  const { waiting, failed, cut } = heap;
  const notices: string[] = [];
  if (waiting > 0) notices.push(`${plural(waiting, 'heap snapshot was', 'heap snapshots were')} not analysed yet.`);
  if (failed > 0) {
    const several = `${plural(failed, 'heap snapshot', 'heap snapshots')} could not be analysed`;
    notices.push(`${several}: see problem in heap_snapshots.`);
  }
  if (cut > 0 && read.has('heap_way')) {
    notices.push(`The table heap_paths holds the ${formatCount(MOST_WAYS)} ways that hold most of each snapshot.`);
  }
  return notices;
}

const FILLED: readonly FilledTable[] = ['call_row', ...HEAP_TABLES];

/** Which of the tables that are filled on demand the compiled statement opens. Also finds syntax errors. */
function tablesRead(database: Database, text: string): ReadonlySet<FilledTable> {
  const read = new Set<FilledTable>();
  if (/^explain\b|^pragma\b/i.test(withoutComments(text))) return read;
  const tables = new Map(FILLED.map((table) => [rootOf(database, table), table]));
  const [first] = statements(database, `EXPLAIN ${withoutComments(text)}`);
  try {
    while (first.step()) {
      const [, opcode, , page] = first.get();
      const table = opcode === 'OpenRead' ? tables.get(Number(page)) : undefined;
      if (table !== undefined) read.add(table);
    }
    return read;
  } finally {
    first.free();
  }
}

/** The one statement of the text. */
function statements(database: Database, text: string): readonly [Statement] {
  const iterator = database.iterateStatements(text);
  const { value, done } = iterator.next();
  if (done) throw new CodedError('bad-argument', 'There is no statement.');
  if (withoutComments(iterator.getRemainingSQL()) !== '') {
    value.free();
    throw new CodedError('bad-argument', 'Only one statement can be run at a time.');
  }
  return [value];
}

type Row = (string | number | bigint | Uint8Array | null)[];

function query(database: Database, text: string, notice: string | null): SqlResult {
  const [statement] = statements(database, text);
  try {
    const columns = statement.getColumnNames();
    const rows: Row[] = [];
    // The types leave the second argument out: it asks for 64-bit integers as they are.
    const read = statement as unknown as { get(params: null, options: { useBigInt: boolean }): Row };
    while (statement.step()) {
      if (rows.length >= MAX_ROWS) {
        const cut = `The result was cut after ${MAX_ROWS.toLocaleString('en-US')} rows.`;
        return { columns, rows, notice: notice === null ? cut : `${notice} ${cut}` };
      }
      rows.push(read.get(null, { useBigInt: true }).map(plain));
    }
    return { columns, rows, notice };
  } finally {
    statement.free();
  }
}

/** Integers as numbers where a double holds them exactly. */
function plain(cell: Row[number]): Row[number] {
  return typeof cell === 'bigint' && BigInt.asIntN(54, cell) === cell ? Number(cell) : cell;
}

function valueJson(value: Value | null): string | null {
  return value === null ? null : toJson(value);
}

function namesJson(values: ReadonlyMap<string, Value> | null): string | null {
  if (values === null) return null;
  return `{${[...values].map(([name, value]) => `${JSON.stringify(name)}:${toJson(value)}`).join(',')}}`;
}
