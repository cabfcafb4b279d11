import { writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, SqlJsStatic } from 'sql.js';
import { INDEX_NAME, privatePath } from '../folder.js';
import type { StorePlace } from '../folder.js';
import type { FunctionStatColumns, PairColumns, RunTables } from '../tables.js';
import { insertAll } from './engine.js';
import type { Cell } from './engine.js';
import { STORE_VERSION, TABLES } from './schema.js';
import { packText } from './texts.js';
import { VIEWS } from './views.js';

/** A database that holds the tables. The caller closes it. */
export function toDatabase(engine: SqlJsStatic, tables: RunTables, generation: string): Database {
  const database = new engine.Database();
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
  database.exec(TABLES);
  database.exec(VIEWS);
  fill(database, tables, generation);
  database.exec('COMMIT');
  return database;
}

/** Writes index.sqlite at once or not at all. */
export function writeIndex(image: Uint8Array, place: StorePlace): void {
  const path = privatePath('index', place);
  writeFileSync(path, image, { mode: 0o600 });
  renameSync(path, join(place.folder, INDEX_NAME));
}

function fill(database: Database, tables: RunTables, generation: string): void {
  const insert = (table: string, columns: number, rows: Iterable<readonly Cell[]>) =>
    insertAll(database, `INSERT INTO ${table} VALUES (${Array.from({ length: columns }, () => '?').join(', ')})`, rows);
  const late = new Float64Array([...tables.late.ids, ...tables.late.addresses]);
  insert('meta', 2, [
    ['version', STORE_VERSION],
    ['generation', generation],
    ['activations', tables.activations],
    ['activations_offset', tables.activationsOffset],
    ['late', bytesOf(late)],
  ]);
  insert(
    'process',
    3,
    tables.processes.map((row) => [row.process, JSON.stringify(row), BigInt(row.startEpochNs)]),
  );
  insert(
    'problem',
    3,
    tables.processes.flatMap(({ process, problems }) =>
      problems.map(({ code, message }) => [process, packText(code), packText(message)]),
    ),
  );
  insert(
    'thread',
    10,
    tables.threads.map((row) => [
      row.thread,
      row.process,
      row.serial,
      row.nativeId,
      packText(row.name),
      row.calls,
      row.slices,
      row.firstNs,
      row.lastNs,
      row.maxDepth,
    ]),
  );
  insert(
    'file',
    2,
    tables.files.map((path, id) => [id, packText(path)]),
  );
  insert(
    'function',
    9,
    tables.functions.map((row, id) => [
      id,
      row.file,
      packText(row.name),
      packText(row.qualname),
      row.line,
      row.flags,
      row.argumentCount,
      JSON.stringify(row.names),
      packText(row.module),
    ]),
  );
  insert(
    'site',
    5,
    tables.sites.map((row, id) => [id, row.file, row.function, row.line, packText(row.callerQualname)]),
  );
  insert(
    'task',
    4,
    tables.tasks.map((row, id) => [
      id,
      row.process,
      packText(row.name),
      row.coroutine === null ? null : packText(row.coroutine),
    ]),
  );
  insert('function_stats', 14, functionRows(tables.functionStats));
  insert('edge', 5, pairRows(tables.edges));
  insert('site_stats', 5, pairRows(tables.siteStats));
  insert(
    'call_chunk',
    8,
    tables.callChunks.map((row) => [
      row.thread,
      row.number,
      row.count,
      row.firstNs,
      row.minDepth,
      row.offset,
      row.length,
      row.functions,
    ]),
  );
  insert(
    'span_chunk',
    7,
    tables.spanChunks.map((row) => [
      row.thread,
      row.level,
      row.firstNs,
      row.lastNs,
      row.long ? 1 : 0,
      row.offset,
      row.length,
    ]),
  );
  insert(
    'value_chunks',
    2,
    [...tables.values].map(([process, rows]) => [process, bytesOf(rows)]),
  );
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function counted(bytes: number): number | null {
  return Number.isNaN(bytes) ? null : bytes;
}

function* functionRows(stats: FunctionStatColumns): Generator<readonly Cell[]> {
  for (let row = 0; row < stats.count; row++) {
    yield [
      stats.process[row],
      stats.function[row],
      stats.calls[row],
      stats.resumes[row],
      stats.exceptions[row],
      stats.valuesKept[row],
      stats.selfNs[row],
      stats.totalNs[row],
      stats.minNs[row],
      stats.maxNs[row],
      counted(stats.selfAllocated[row]),
      counted(stats.selfFreed[row]),
      counted(stats.totalAllocated[row]),
      counted(stats.totalFreed[row]),
    ];
  }
}

function* pairRows(pairs: PairColumns): Generator<readonly Cell[]> {
  for (let row = 0; row < pairs.count; row++) {
    yield [pairs.process[row], pairs.first[row], pairs.second[row], pairs.calls[row], pairs.totalNs[row]];
  }
}
