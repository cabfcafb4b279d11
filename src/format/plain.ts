/**
 * Maps and rows of process, definitions, end and problem chunks, read by msgpackr.
 *
 * msgpackr trusts its input in ways that a recording must not profit from: reserved extension types build functions
 * from source text, nesting recurses. So only well-formed bytes with shallow nesting and extension types below 64
 * reach it. Its extensions live in one table of the process; this module owns the types 1 to 63 there.
 */
import { Packr, Unpackr, addExtension } from 'msgpackr';
import { Extension } from './schema.gen.js';
import { isWellFormed } from './tokens.js';
import { decodeWtf8 } from './wtf8.js';

const MAX_DEPTH = 16;
const MAX_EXTENSION = 63;

// An extension of a newer version reads as nothing instead of costing the whole chunk.
for (let type = 1; type <= MAX_EXTENSION; type++) addExtension({ type, unpack: () => null });
addExtension({ type: Extension.surrogateText, unpack: decodeWtf8 });

// 'bigint' is the only exact choice; asNumber brings the small ones back.
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: false, int64AsType: 'bigint' });
const packr = new Packr({ useRecords: false, mapsAsObjects: false });

/** A map with integer keys: the fields of a chunk, or null when the bytes are no such map. */
export type Fields = ReadonlyMap<unknown, unknown>;

export function unpackFields(payload: Uint8Array): Fields | null {
  if (!isWellFormed(payload, MAX_DEPTH, MAX_EXTENSION)) return null;
  const value: unknown = unpackr.unpack(payload);
  return value instanceof Map ? value : null;
}

export function packFields(fields: Fields): Uint8Array {
  return packr.pack(fields);
}

export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : 0;
}

export function asNumberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : asNumber(value);
}

export function asBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : 0n;
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function asTextOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asTexts(value: unknown): readonly string[] {
  return asList(value).map(asText);
}

/** An id, serial, line or flags: a whole number from 0 to 2^32 - 1; null when it is none. */
export function asUint32(value: unknown): number | null {
  const number = asNumber(value);
  return (typeof value === 'number' || typeof value === 'bigint') && number === number >>> 0 ? number : null;
}
