import type { Database } from 'sql.js';
import { damaged } from '../../trace/column-reader.js';
import type { RunFunction, RunSite, RunTask } from '../../trace/dimensions.js';
import { lazily } from '../ingest-tables.js';
import type {
  CallChunkRow,
  FunctionStatColumns,
  LateExceptions,
  PairColumns,
  ProcessRow,
  RunTables,
  SpanChunkRow,
  ThreadRow,
} from '../tables.js';
import { select } from './engine.js';
import { STORE_VERSION } from './schema.js';
import { unpackText } from './texts.js';

type Cells = readonly (string | number | Uint8Array | null)[];

/** The tables of a saved index. Each is read when it is first asked for. */
export class SavedTables implements RunTables {
  readonly #database: Database;
  readonly generation: string;
  readonly activations: number;
  readonly activationsOffset: number;
  readonly #processes = lazily(() => this.#rows('SELECT row FROM process ORDER BY process', processRow));
  readonly #threads = lazily(() => this.#rows('SELECT * FROM thread', threadRow));
  readonly #files = lazily(() => this.#rows('SELECT path FROM file ORDER BY id', ([path]) => text(path)));
  readonly #functions = lazily(() => this.#rows('SELECT * FROM function ORDER BY id', functionRow));
  readonly #sites = lazily(() => this.#rows('SELECT * FROM site ORDER BY id', siteRow));
  readonly #tasks = lazily(() => this.#rows('SELECT * FROM task ORDER BY id', taskRow));
  readonly #functionStats = lazily(() => this.#loadFunctionStats());
  readonly #edges = lazily(() => this.#pairs('edge'));
  readonly #siteStats = lazily(() => this.#pairs('site_stats'));
  readonly #callChunks = lazily(() => this.#rows('SELECT * FROM call_chunk', callChunkRow));
  readonly #spanChunks = lazily(() => this.#rows('SELECT * FROM span_chunk', spanChunkRow));
  readonly #values = lazily(
    () =>
      new Map(this.#rows('SELECT * FROM value_chunks', ([process, rows]) => [number(process), doubles(rows)] as const)),
  );
  readonly #late = lazily(() => this.#loadLate());

  /** @throws CodedError 'damaged' when it is no index of this version. */
  constructor(database: Database) {
    this.#database = database;
    if (this.#meta('version') !== STORE_VERSION) throw damaged('another version');
    this.generation = text(this.#meta('generation'));
    this.activations = number(this.#meta('activations'));
    this.activationsOffset = number(this.#meta('activations_offset'));
  }

  get processes() {
    return this.#processes();
  }
  get threads() {
    return this.#threads();
  }
  get files() {
    return this.#files();
  }
  get functions() {
    return this.#functions();
  }
  get sites() {
    return this.#sites();
  }
  get tasks() {
    return this.#tasks();
  }
  get functionStats() {
    return this.#functionStats();
  }
  get edges() {
    return this.#edges();
  }
  get siteStats() {
    return this.#siteStats();
  }
  get callChunks() {
    return this.#callChunks();
  }
  get spanChunks() {
    return this.#spanChunks();
  }
  get values() {
    return this.#values();
  }
  get late() {
    return this.#late();
  }

  #rows<T>(query: string, make: (cells: Cells) => T): readonly T[] {
    const rows: T[] = [];
    for (const cells of select(this.#database, query)) rows.push(make(cells));
    return rows;
  }

  #meta(key: string): Cells[number] {
    const statement = this.#database.prepare('SELECT value FROM meta WHERE key = ?');
    try {
      const cells = statement.get([key]);
      return cells.length > 0 ? cells[0] : null;
    } finally {
      statement.free();
    }
  }

  #count(table: string): number {
    return number(this.#rows(`SELECT count(*) FROM ${table}`, ([count]) => count)[0]);
  }

  #loadFunctionStats(): FunctionStatColumns {
    const count = this.#count('function_stats');
    const process = new Uint32Array(count);
    const ids = new Uint32Array(count);
    const sums = Array.from({ length: 8 }, () => new Float64Array(count));
    const memory = Array.from({ length: 4 }, () => new Float64Array(count).fill(NaN));
    let row = 0;
    for (const cells of select(this.#database, 'SELECT * FROM function_stats')) {
      process[row] = number(cells[0]);
      ids[row] = number(cells[1]);
      for (let column = 0; column < 8; column++) sums[column][row] = number(cells[column + 2]);
      for (let column = 0; column < 4 && cells[10] !== null; column++) {
        memory[column][row] = number(cells[column + 10]);
      }
      row++;
    }
    const [calls, resumes, exceptions, valuesKept, selfNs, totalNs, minNs, maxNs] = sums;
    const [selfAllocated, selfFreed, totalAllocated, totalFreed] = memory;
    const times = { selfNs, totalNs, minNs, maxNs };
    const bytes = { selfAllocated, selfFreed, totalAllocated, totalFreed };
    return { count, process, function: ids, calls, resumes, exceptions, valuesKept, ...times, ...bytes };
  }

  #pairs(table: 'edge' | 'site_stats'): PairColumns {
    const count = this.#count(table);
    const columns = {
      count,
      process: new Uint32Array(count),
      first: new Uint32Array(count),
      second: new Uint32Array(count),
      calls: new Float64Array(count),
      totalNs: new Float64Array(count),
    };
    let row = 0;
    for (const cells of select(this.#database, `SELECT * FROM ${table}`)) {
      columns.process[row] = number(cells[0]);
      columns.first[row] = number(cells[1]);
      columns.second[row] = number(cells[2]);
      columns.calls[row] = number(cells[3]);
      columns.totalNs[row++] = number(cells[4]);
    }
    return columns;
  }

  #loadLate(): LateExceptions {
    const values = doubles(this.#meta('late'));
    const count = values.length >>> 1;
    return { ids: values.subarray(0, count), addresses: values.subarray(count) };
  }
}

function number(cell: Cells[number]): number {
  if (typeof cell !== 'number') throw damaged('a number');
  return cell;
}

function text(cell: Cells[number]): string {
  if (typeof cell !== 'string') throw damaged('a text');
  return unpackText(cell);
}

function blob(cell: Cells[number]): Uint8Array {
  if (!(cell instanceof Uint8Array)) throw damaged('a blob');
  return cell;
}

function doubles(cell: Cells[number]): Float64Array {
  const bytes = blob(cell);
  if (bytes.length % 8 !== 0) throw damaged('a column of doubles');
  return new Float64Array(new Uint8Array(bytes).buffer);
}

function parsed(cell: Cells[number]): unknown {
  try {
    return JSON.parse(text(cell));
  } catch {
    throw damaged('a JSON text');
  }
}

function processRow([row]: Cells): ProcessRow {
  return parsed(row) as ProcessRow;
}

function threadRow([
  thread,
  process,
  serial,
  nativeId,
  name,
  calls,
  slices,
  firstNs,
  lastNs,
  maxDepth,
]: Cells): ThreadRow {
  return {
    thread: number(thread),
    process: number(process),
    serial: number(serial),
    nativeId: nativeId === null ? null : number(nativeId),
    name: text(name),
    calls: number(calls),
    slices: number(slices),
    firstNs: number(firstNs),
    lastNs: number(lastNs),
    maxDepth: number(maxDepth),
  };
}

function functionRow([, file, name, qualname, line, flags, argumentCount, names, module]: Cells): RunFunction {
  return {
    file: number(file),
    name: text(name),
    qualname: text(qualname),
    line: number(line),
    flags: number(flags),
    argumentCount: number(argumentCount),
    names: parsed(names) as readonly string[],
    module: text(module),
  };
}

function siteRow([, file, fn, line, callerQualname]: Cells): RunSite {
  return { file: number(file), function: number(fn), line: number(line), callerQualname: text(callerQualname) };
}

function taskRow([, process, name, coroutine]: Cells): RunTask {
  return { process: number(process), name: text(name), coroutine: coroutine === null ? null : text(coroutine) };
}

function callChunkRow([thread, chunk, count, firstNs, minDepth, offset, length, functions]: Cells): CallChunkRow {
  return {
    thread: number(thread),
    number: number(chunk),
    count: number(count),
    firstNs: number(firstNs),
    minDepth: number(minDepth),
    offset: number(offset),
    length: number(length),
    functions: blob(functions),
  };
}

function spanChunkRow([thread, level, firstNs, lastNs, long, offset, length]: Cells): SpanChunkRow {
  return {
    thread: number(thread),
    level: number(level),
    firstNs: number(firstNs),
    lastNs: number(lastNs),
    long: number(long) === 1,
    offset: number(offset),
    length: number(length),
  };
}
