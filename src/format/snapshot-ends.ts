import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { hasSaneSizes, hasValidCrc, readChunkHeader, readFileHeader } from './header.js';
import { decodePayload } from './payload.js';
import { unpackFields } from './plain.js';
import type { Fields } from './plain.js';
import { CHUNK_HEADER_BYTES, ChunkKind, FILE_HEADER_BYTES, MAGIC_HEAP } from './schema.gen.js';
import { readEnd, readRecord } from './snapshot-records.js';
import type { SnapshotEnd, SnapshotRecord } from './snapshot-records.js';

/** What the first and the last chunk of a snapshot say: all that can be known of it without reading its objects. */
export interface SnapshotEnds {
  /** Null when the file does not say. */
  readonly record: SnapshotRecord | null;
  /** Null when it was not written to its end. */
  readonly end: SnapshotEnd | null;
  /** Why something of it is missing, one sentence, or null. */
  readonly problem: string | null;
}

/** What a snapshot says of itself is a few hundred bytes, unless it is hostile. */
const MOST_BYTES = 1 << 20;
/** The last chunk has four numbers. */
const LAST_BYTES = 1 << 10;

/** Reads a few kilobytes, at once. What cannot be read is a problem, never an error. */
export function readSnapshotEnds(path: string): SnapshotEnds {
  try {
    const { size } = regular(path);
    const file = openSync(path, 'r');
    try {
      return readEnds(file, size);
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    return { record: null, end: null, problem: `The file cannot be read: ${(thrown as Error).message}.` };
  }
}

/** A pipe of that name would wait for ever for somebody to write. */
function regular(path: string): Stats {
  const found = statSync(path);
  if (!found.isFile()) throw new Error('it is no file');
  return found;
}

function readEnds(file: number, size: number): SnapshotEnds {
  const header = readFileHeader(bytesAt(file, 0, FILE_HEADER_BYTES), MAGIC_HEAP);
  if ('code' in header) return { record: null, end: null, problem: header.message };
  const first = firstFields(file);
  const record = first === null ? null : readRecord(first);
  const end = lastEnd(file, size);
  if (record === null) return { record, end, problem: 'The file does not say whose snapshot it is.' };
  return { record, end, problem: end === null ? 'The snapshot was not written to its end.' : null };
}

function firstFields(file: number): Fields | null {
  const head = bytesAt(file, FILE_HEADER_BYTES, CHUNK_HEADER_BYTES);
  if (head.length < CHUNK_HEADER_BYTES) return null;
  const { kind, length, rawLength } = readChunkHeader(head, FILE_HEADER_BYTES);
  if (kind !== ChunkKind.snapshot || Math.max(length, rawLength) > MOST_BYTES) return null;
  return fieldsOf(bytesAt(file, FILE_HEADER_BYTES, CHUNK_HEADER_BYTES + length));
}

/** Where the last chunk begins is told by nothing but its length, which fits at one place only. */
function lastEnd(file: number, size: number): SnapshotEnd | null {
  const from = Math.max(FILE_HEADER_BYTES, size - LAST_BYTES);
  const bytes = bytesAt(file, from, size - from);
  for (let at = bytes.length - CHUNK_HEADER_BYTES; at >= 0; at--) {
    const chunk = bytes.subarray(at);
    const { kind, length } = readChunkHeader(chunk, from + at);
    if (kind !== ChunkKind.heapEnd || length !== chunk.length - CHUNK_HEADER_BYTES) continue;
    const fields = fieldsOf(chunk);
    if (fields !== null) return readEnd(fields);
  }
  return null;
}

/** Of a whole chunk; null where it is damaged. */
function fieldsOf(chunk: Uint8Array): Fields | null {
  const header = readChunkHeader(chunk, 0);
  if (!hasSaneSizes(header) || chunk.length !== CHUNK_HEADER_BYTES + header.length) return null;
  if (!hasValidCrc(header, chunk)) return null;
  const decoded = decodePayload(header.codec, chunk.subarray(CHUNK_HEADER_BYTES), header.rawLength);
  return 'code' in decoded ? null : unpackFields(decoded.payload);
}

function bytesAt(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}
