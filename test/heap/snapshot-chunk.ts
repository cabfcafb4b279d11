import { encodeChunk } from '../../src/format/header.js';
import { packFields } from '../../src/format/plain.js';
import { Codec } from '../../src/format/schema.gen.js';
import type { ChunkKind } from '../../src/format/schema.gen.js';

/** A chunk of a snapshot file, as the walk writes it. */
export function snapshotChunk(sequence: number, kind: ChunkKind, fields: ReadonlyMap<unknown, unknown>): Uint8Array {
  const payload = packFields(fields);
  const header = { codec: Codec.raw, thread: 0, firstNs: 0, lastNs: 0, events: 0, rawLength: payload.length };
  return encodeChunk({ ...header, kind, sequence }, payload);
}

/** A column of 32 bits a row. */
export function u32(values: Iterable<number>): Buffer {
  return column(Uint32Array.from(values));
}

/** A column of 64 bits a row. */
export function u64(values: Iterable<bigint>): Buffer {
  return column(BigUint64Array.from(values));
}

/** The memory of the rows as it is, not a copy. */
export function column({ buffer, byteOffset, byteLength }: BigUint64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
