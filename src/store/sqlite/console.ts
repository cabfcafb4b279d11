/**
 * Read-only SQL for people. sql.js has no authorizer, so a statement of theirs runs on a copy that is never saved: what
 * it could damage is a copy in memory. Besides, only one statement of a kind that reads is let through, `query_only` is
 * set, and WebAssembly's SQLite has neither files nor extensions to reach.
 */
import type { Database, SqlJsStatic, Statement } from 'sql.js';
import { CodedError } from '../../base/result.js';
import { toJson } from '../../format/json.js';
import type { Value } from '../../format/value.js';
import type { CallValues, SqlResult } from '../api.js';
import type { CallSource } from '../call-source.js';
import { callRecords } from '../queries/call-records.js';
import type { CallFilter } from '../queries/call-records.js';
import { rootOf } from './engine.js';
import { nameHint } from './name-hint.js';
import { TablePageWriter } from './page-writer.js';

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
  readonly complete: boolean;
}

export class SqlConsole {
  readonly #engine: SqlJsStatic;
  readonly #source: CallSource;
  readonly #image: () => Uint8Array;
  readonly #values: (id: number) => CallValues;
  /** Without calls, and the latest with some. */
  #empty: Copy | null = null;
  #filled: Copy | null = null;

  /** @param image the index as it is now, as a SQLite file. */
  constructor(engine: SqlJsStatic, source: CallSource, image: () => Uint8Array, values: (id: number) => CallValues) {
    this.#engine = engine;
    this.#source = source;
    this.#image = image;
    this.#values = values;
  }

  /** @throws CodedError 'bad-argument' when SQLite does not understand the text, or it is none that reads. */
  run(text: string, options: SqlConsoleOptions): SqlResult {
    const bare = withoutComments(text);
    if (!READING.test(bare) && !HARMLESS_PRAGMA.test(bare)) {
      throw new CodedError('bad-argument', 'Only one SELECT, WITH, VALUES, EXPLAIN or PRAGMA table_info can be run.');
    }
    try {
      const empty = this.#copy(null);
      if (!readsCalls(empty.database, text)) return query(empty.database, text, null);
      const copy = this.#copy(this.#filter(options));
      return query(copy.database, text, copy.complete ? null : this.#notice(options));
    } catch (thrown) {
      if (thrown instanceof CodedError) throw thrown;
      throw new CodedError('bad-argument', this.#withHint((thrown as Error).message, text), { cause: thrown });
    }
  }

  #withHint(failure: string, statement: string): string {
    const hint = nameHint(this.#copy(null).database, failure, statement);
    return hint === '' ? failure : `${failure}. ${hint}`;
  }

  close(): void {
    this.#empty?.database.close();
    this.#filled?.database.close();
  }

  #filter({ maxCalls = DEFAULT_MAX_CALLS, qualname, fromNs = 0, toNs = Infinity }: SqlConsoleOptions): CallFilter {
    const { functions } = this.#source.tables;
    const named = qualname === undefined ? null : functions.flatMap((fn, id) => (fn.qualname === qualname ? [id] : []));
    return { maxCalls, functions: named === null ? null : new Set(named), fromNs, toNs };
  }

  #copy(filter: CallFilter | null): Copy {
    const { version } = this.#source;
    const key =
      filter === null
        ? `${version}`
        : JSON.stringify([version, filter.maxCalls, [...(filter.functions ?? ['all'])], filter.fromNs, filter.toNs]);
    const known = filter === null ? this.#empty : this.#filled;
    if (known?.key === key) return known;
    known?.database.close();
    const copy = filter === null ? { bytes: this.#image(), complete: true } : this.#fill(filter);
    const made = { key, database: this.#open(copy.bytes), complete: copy.complete };
    if (filter === null) this.#empty = made;
    else this.#filled = made;
    return made;
  }

  #fill(filter: CallFilter): { readonly bytes: Uint8Array; readonly complete: boolean } {
    const image = this.#image();
    const pages: Uint8Array[] = [];
    const writer = new TablePageWriter(image, rootOf(this.#copy(null).database, 'call_row'), {
      append: (page) => void pages.push(page),
      patch: (offset, bytes) => image.set(bytes, offset),
    });
    const filling = callRecords(this.#source, filter, (id, record) => writer.row(id, record));
    let step = filling.next();
    while (step.done !== true) step = filling.next();
    writer.finish();
    return { bytes: Buffer.concat([image, ...pages]), complete: step.value };
  }

  #open(bytes: Uint8Array): Database {
    const database = new this.#engine.Database(bytes);
    const parts: Record<string, (values: CallValues) => string | null> = {
      arguments: (values) => namesJson(values.arguments),
      locals: (values) => namesJson(values.locals),
      result: ({ result, yielded }) => valueJson(result ?? yielded),
      exception: ({ exception }) => valueJson(exception),
    };
    for (const [name, part] of Object.entries(parts)) {
      database.create_function(name, (id: unknown) => (typeof id === 'number' ? part(this.#values(id)) : null));
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

/** Whether the compiled statement opens the table behind `calls`. Also finds syntax errors. */
function readsCalls(database: Database, text: string): boolean {
  if (/^explain\b|^pragma\b/i.test(withoutComments(text))) return false;
  const root = rootOf(database, 'call_row');
  const [first] = statements(database, `EXPLAIN ${withoutComments(text)}`);
  try {
    while (first.step()) {
      const [, opcode, , page] = first.get();
      if (opcode === 'OpenRead' && page === root) return true;
    }
    return false;
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
