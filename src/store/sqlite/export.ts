import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SqlJsStatic } from 'sql.js';
import type { Progress } from '../api.js';
import type { CallSource } from '../call-source.js';
import { rmQuietly } from '../folder.js';
import { insertHeapRows } from '../heap/heap-rows.js';
import type { RunHeap } from '../heap/run-heap.js';
import { callRecords } from '../queries/call-records.js';
import { rootOf } from './engine.js';
import { TablePageWriter } from './page-writer.js';

export interface ExportOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
}

/** What only our own reader understands. */
const INTERNALS = 'DROP TABLE call_chunk; DROP TABLE span_chunk; DROP TABLE value_chunks; DROP TABLE meta; VACUUM';
const PROGRESS_MS = 50;

export interface ExportParts {
  readonly engine: SqlJsStatic;
  readonly source: CallSource;
  readonly heap: RunHeap;
  /** The index as it is now, as a SQLite file. */
  readonly image: Uint8Array;
  /** Of the file to write. */
  readonly path: string;
}

/**
 * Writes the index with all calls as rows to a plain SQLite file, which may be larger than memory. Heap snapshots are in it as
 * far as they were analysed.
 *
 * @throws the signal's reason when it fires, the file system's error when the file cannot be written.
 */
export async function exportSqlite(
  { engine, source, heap, image, path }: ExportParts,
  { signal, progress }: ExportOptions,
): Promise<void> {
  const database = new engine.Database(image);
  insertHeapRows(database, heap, source.tables.processes);
  database.exec(INTERNALS);
  const root = rootOf(database, 'call_row');
  const start = database.export();
  database.close();
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w', 0o600);
  try {
    let length = writeAll(file, start, 0);
    const writer = new TablePageWriter(start, root, {
      append: (page) => void (length += writeAll(file, page, length)),
      patch: (offset, bytes) => void writeAll(file, bytes, offset),
    });
    const filter = { maxCalls: Infinity, functions: null, fromNs: 0, toNs: Infinity };
    const total = source.tables.threads.reduce((sum, { calls }) => sum + calls, 0);
    let said = 0;
    for (const given of callRecords(source, filter, (id, record) => writer.row(id, record))) {
      signal?.throwIfAborted();
      if (performance.now() - said < PROGRESS_MS) continue;
      await nextTurn();
      progress?.({ fraction: total === 0 ? 1 : given / total, calls: given, bytes: length });
      said = performance.now();
    }
    writer.finish();
  } catch (thrown) {
    closeSync(file);
    rmQuietly(partial);
    throw thrown;
  }
  closeSync(file);
  renameSync(partial, path);
}

function writeAll(file: number, bytes: Uint8Array, at: number): number {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, at + done);
  return bytes.length;
}
