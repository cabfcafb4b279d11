import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import initSqlJs from 'sql.js';
import type { Database, SqlJsStatic } from 'sql.js';
import type { FilledTable } from './schema.js';

let loading: Promise<SqlJsStatic> | null = null;

/** SQLite as WebAssembly, once a thread. Its memory grows and never shrinks: only the end of the thread frees it. */
export function sqlite(): Promise<SqlJsStatic> {
  return (loading ??= initSqlJs({ locateFile: () => wasmPath() }));
}

/** Beside the bundle, where the build copies it; beside sql.js when run from source. */
function wasmPath(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'sql-wasm.wasm');
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
}

export type Cell = string | number | bigint | Uint8Array | null;

/** Inserts rows with one prepared statement; the caller holds a transaction. */
export function insertAll(database: Database, text: string, rows: Iterable<readonly Cell[]>): void {
  const statement = database.prepare(text);
  try {
    // sql.js binds a bigint as text; columns of integer affinity make an integer of it again.
    for (const row of rows) statement.run(row as (string | number | Uint8Array | null)[]);
  } finally {
    statement.free();
  }
}

/** Rows of a query, one after the other. */
export function* select(database: Database, text: string): Generator<(string | number | Uint8Array | null)[]> {
  const statement = database.prepare(text);
  try {
    while (statement.step()) yield statement.get();
  } finally {
    statement.free();
  }
}

/** Number of the first page of a table. */
export function rootOf(database: Database, table: FilledTable): number {
  const [[root]] = [...select(database, `SELECT rootpage FROM sqlite_schema WHERE name = '${table}'`)];
  return Number(root);
}
