import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hasSaneSizes, hasValidCrc, readChunkHeader, readFileHeader } from './header.js';
import { decodePayload } from './payload.js';
import { unpackFields } from './plain.js';
import { CHUNK_HEADER_BYTES, ChunkKind, FILE_HEADER_BYTES, MAGIC_HEAP } from './schema.gen.js';
import { readRecord } from './snapshot-records.js';
import type { SnapshotRecord } from './snapshot-records.js';

/** What a snapshot says of itself is a few hundred bytes, unless it is hostile. */
const MOST_BYTES = 1 << 20;

/**
 * What the first chunk of a snapshot says, without the rest of it. Null when it is none, or does not say.
 *
 * @throws what the file system throws.
 */
export async function readSnapshotRecord(path: string): Promise<SnapshotRecord | null> {
  const file = await open(path);
  try {
    if (!(await file.stat()).isFile()) return null;
    if ('code' in readFileHeader(await bytesAt(file, 0, FILE_HEADER_BYTES), MAGIC_HEAP)) return null;
    const head = await bytesAt(file, FILE_HEADER_BYTES, CHUNK_HEADER_BYTES);
    if (head.length < CHUNK_HEADER_BYTES) return null;
    const header = readChunkHeader(head, FILE_HEADER_BYTES);
    if (header.kind !== ChunkKind.snapshot || !hasSaneSizes(header)) return null;
    if (Math.max(header.length, header.rawLength) > MOST_BYTES) return null;
    const chunk = await bytesAt(file, FILE_HEADER_BYTES, CHUNK_HEADER_BYTES + header.length);
    if (chunk.length < CHUNK_HEADER_BYTES + header.length || !hasValidCrc(header, chunk)) return null;
    const decoded = decodePayload(header.codec, chunk.subarray(CHUNK_HEADER_BYTES), header.rawLength);
    const fields = 'code' in decoded ? null : unpackFields(decoded.payload);
    return fields === null ? null : readRecord(fields);
  } finally {
    await file.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
