/** Headers of a file and of its chunks, byte by byte as in docs/format.md. */
import type { ChunkHeader } from './chunk.js';
import {
  CHUNK_HEADER_BYTES,
  ChunkHeaderOffset,
  ChunkKind,
  Codec,
  FILE_HEADER_BYTES,
  FORMAT_MAJOR,
  FileHeaderOffset,
  MAGIC_TRACE,
  MAX_CHUNK_BYTES,
} from './schema.gen.js';
import { crc32 } from './crc.js';
import type { ProblemCode } from './problem.js';

/** The CRC covers everything after itself. */
const CHECKED_FROM = ChunkHeaderOffset.kind;

/** A gap in sequence numbers beyond this is a damaged number rather than lost chunks. */
const MAX_SEQUENCE_GAP = 0x100000;

export type FileHeader =
  { readonly major: number; readonly minor: number } | { readonly code: ProblemCode; readonly message: string };

/** @param bytes the first 16 of the file, or all of a shorter one. */
export function readFileHeader(bytes: Uint8Array, magic: readonly number[] = MAGIC_TRACE): FileHeader {
  const found = bytes.subarray(FileHeaderOffset.magic, FileHeaderOffset.magic + magic.length);
  if (found.some((byte, index) => byte !== magic[index])) {
    const [noun, text] = magic === MAGIC_TRACE ? ['recording', 'THTRC'] : ['heap snapshot', 'THHPS'];
    return { code: 'not-a-recording', message: `The file is not a ${noun}: it does not begin with \\x89${text}.` };
  }
  if (bytes.length < FILE_HEADER_BYTES) {
    const message = `The file ends within its header, after ${bytes.length} of ${FILE_HEADER_BYTES} bytes.`;
    return { code: 'cut-short', message };
  }
  const view = viewOf(bytes);
  const major = view.getUint16(FileHeaderOffset.major, true);
  const minor = view.getUint16(FileHeaderOffset.minor, true);
  if (major <= FORMAT_MAJOR) return { major, minor };
  const message = `The recording has format version ${major}.${minor}; this version reads up to ${FORMAT_MAJOR}.x.`;
  return { code: 'newer-version', message };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @param bytes at least 48, from the chunk's first. */
export function readChunkHeader(bytes: Uint8Array, fileOffset: number): ChunkHeader {
  const view = viewOf(bytes);
  return {
    fileOffset,
    length: view.getUint32(ChunkHeaderOffset.length, true),
    crc: view.getUint32(ChunkHeaderOffset.crc, true),
    kind: bytes[ChunkHeaderOffset.kind],
    codec: bytes[ChunkHeaderOffset.codec],
    thread: view.getUint32(ChunkHeaderOffset.thread, true),
    firstNs: readUint64(view, ChunkHeaderOffset.firstNs),
    lastNs: readUint64(view, ChunkHeaderOffset.lastNs),
    events: view.getUint32(ChunkHeaderOffset.events, true),
    sequence: view.getUint32(ChunkHeaderOffset.sequence, true),
    rawLength: view.getUint32(ChunkHeaderOffset.rawLength, true),
  };
}

/** A double: exact up to 2^53, which is 104 days of nanoseconds. */
function readUint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** Whether the sizes may be trusted with memory. */
export function hasSaneSizes(header: ChunkHeader): boolean {
  return header.length <= MAX_CHUNK_BYTES && header.rawLength <= MAX_CHUNK_BYTES;
}

/**
 * The same of a snapshot, in which what one object refers to is in one chunk: as large as the file has it, where it is stored as it
 * is and so cannot grow.
 *
 * @param left bytes of the file from the header on.
 */
export function fitsInSnapshot(header: ChunkHeader, left: number): boolean {
  const { codec, length, rawLength } = header;
  return hasSaneSizes(header) || (codec === Codec.raw && length === rawLength && CHUNK_HEADER_BYTES + length <= left);
}

/** @param chunk the whole chunk, header included. */
export function hasValidCrc(header: ChunkHeader, chunk: Uint8Array): boolean {
  return crc32(chunk.subarray(CHECKED_FROM)) === header.crc;
}

/**
 * Whether bytes found by searching could be a chunk header, cheaply: of random bytes hardly any pass, and only those
 * that do are worth a checksum.
 *
 * @param sequence the lowest sequence number that may come.
 */
export function isPlausibleHeader(view: DataView, at: number, sequence: number): boolean {
  if (view.getUint16(at + ChunkHeaderOffset.flags, true) !== 0) return false;
  if (view.getUint32(at + ChunkHeaderOffset.reserved, true) !== 0) return false;
  const kind = view.getUint8(at + ChunkHeaderOffset.kind);
  if (kind < ChunkKind.process || kind > ChunkKind.problem) return false;
  const codec = view.getUint8(at + ChunkHeaderOffset.codec);
  const length = view.getUint32(at + ChunkHeaderOffset.length, true);
  const rawLength = view.getUint32(at + ChunkHeaderOffset.rawLength, true);
  if (codec > Codec.lz4 || length > MAX_CHUNK_BYTES || rawLength > MAX_CHUNK_BYTES) return false;
  if (codec === Codec.raw && length !== rawLength) return false;
  const found = view.getUint32(at + ChunkHeaderOffset.sequence, true);
  return found >= sequence && found - sequence <= MAX_SEQUENCE_GAP;
}

export interface NewChunk {
  readonly kind: ChunkKind;
  readonly codec: Codec;
  readonly thread: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly events: number;
  readonly sequence: number;
  readonly rawLength: number;
}

/** A whole chunk: header with CRC, then the payload as stored. */
export function encodeChunk(header: NewChunk, payload: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(CHUNK_HEADER_BYTES + payload.length);
  const view = viewOf(chunk);
  view.setUint32(ChunkHeaderOffset.length, payload.length, true);
  view.setUint8(ChunkHeaderOffset.kind, header.kind);
  view.setUint8(ChunkHeaderOffset.codec, header.codec);
  view.setUint32(ChunkHeaderOffset.thread, header.thread, true);
  view.setBigUint64(ChunkHeaderOffset.firstNs, BigInt(header.firstNs), true);
  view.setBigUint64(ChunkHeaderOffset.lastNs, BigInt(header.lastNs), true);
  view.setUint32(ChunkHeaderOffset.events, header.events, true);
  view.setUint32(ChunkHeaderOffset.sequence, header.sequence, true);
  view.setUint32(ChunkHeaderOffset.rawLength, header.rawLength, true);
  chunk.set(payload, CHUNK_HEADER_BYTES);
  view.setUint32(ChunkHeaderOffset.crc, crc32(chunk.subarray(CHECKED_FROM)), true);
  return chunk;
}

export function encodeFileHeader(minor: number, magic: readonly number[] = MAGIC_TRACE): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER_BYTES);
  bytes.set(magic, FileHeaderOffset.magic);
  const view = viewOf(bytes);
  view.setUint16(FileHeaderOffset.major, FORMAT_MAJOR, true);
  view.setUint16(FileHeaderOffset.minor, minor, true);
  return bytes;
}
