import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, SqlJsStatic } from 'sql.js';
import { readChunkHeader } from '../format/header.js';
import { CHUNK_HEADER_BYTES } from '../format/schema.gen.js';
import { DataFile } from './data-file.js';
import { INDEX_NAME, dataPath, sizeOf, storeFolder, traceFiles } from './folder.js';
import { SavedTables } from './sqlite/load.js';
import type { FileStamp, RunTables } from './tables.js';

export interface SavedStore {
  readonly tables: RunTables;
  readonly data: DataFile;
  readonly database: Database;
}

/** The saved store of a run; null when there is none, or one that is damaged or older than the recordings. */
export function openSaved(engine: SqlJsStatic, run: string): SavedStore | null {
  const folder = storeFolder(run);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, INDEX_NAME));
  } catch {
    return null;
  }
  const database = new engine.Database(bytes);
  try {
    // The file may come from anybody: nothing in its schema may run functions of ours.
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    const tables = new SavedTables(database);
    const data = isFresh(run, tables) ? openData(dataPath(folder, tables.generation), tables) : null;
    if (data !== null) return { tables, data, database };
  } catch {
    // Damaged: it is built again, which says nothing to the user that they could act on.
  }
  database.close();
  return null;
}

/** Null when the data file is shorter than what the index says of it. */
function openData(path: string, tables: SavedTables): DataFile | null {
  const data = DataFile.open(path);
  if (data.length >= tables.activationsOffset) return data;
  data.close();
  return null;
}

function isFresh(run: string, { processes }: RunTables): boolean {
  const stamps = new Map(processes.map(({ stamp }) => [stamp.name, stamp]));
  const names = traceFiles(run);
  return names.length === stamps.size && names.every((name) => isSame(join(run, name), stamps.get(name)));
}

/** A copy has another time; the checksum of its last chunk then tells that it is the same recording. */
function isSame(path: string, stamp: FileStamp | undefined): boolean {
  if (stamp === undefined) return false;
  const { size, mtimeMs } = sizeOf(path);
  if (size !== stamp.size) return false;
  return mtimeMs === stamp.mtimeMs || (stamp.lastOffset >= 0 && crcAt(path, stamp.lastOffset) === stamp.lastCrc);
}

function crcAt(path: string, offset: number): number {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(CHUNK_HEADER_BYTES);
    const read = readSync(descriptor, bytes, 0, bytes.length, offset);
    return read === bytes.length ? readChunkHeader(bytes, offset).crc : -1;
  } finally {
    closeSync(descriptor);
  }
}
