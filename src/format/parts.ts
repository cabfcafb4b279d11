/**
 * Parts of an extension's payload. A part of the wrong type reads as empty, zero or a visible text, because one odd
 * part must not hide the rest of the value.
 */
import type { Field, ObjectId, Value } from './value.js';
import { toText } from './text.js';

/** Text as it is; anything else as people would read it. */
export function text(value: Value): string {
  if (value.kind === 'text' || value.kind === 'longText') return value.value;
  return value.kind === 'none' ? '' : toText(value);
}

export function textOrNull(value: Value): string | null {
  return value.kind === 'none' ? null : text(value);
}

export function int(value: Value): number {
  return value.kind === 'int' ? Number(value.value) : 0;
}

/** Never negative. */
export function count(value: Value): number {
  return Math.max(0, int(value));
}

export function flag(value: Value): boolean {
  return value.kind === 'bool' ? value.value : int(value) !== 0;
}

export function id(value: Value): ObjectId {
  return value.kind === 'int' ? value.value : 0;
}

export function idOrNull(value: Value): ObjectId | null {
  return value.kind === 'none' ? null : id(value);
}

export function items(value: Value): { readonly items: readonly Value[]; readonly more: number } {
  if (value.kind === 'list' || value.kind === 'tuple') return { items: value.items, more: value.more };
  return value.kind === 'none' ? { items: [], more: 0 } : { items: [value], more: 0 };
}

/** Null when attributes were not recorded. */
export function fields(value: Value): { readonly fields: readonly Field[]; readonly more: number } | null {
  if (value.kind === 'none') return null;
  if (value.kind !== 'dict') return { fields: [{ name: '?', value }], more: 0 };
  return { fields: value.entries.map(([name, entry]) => ({ name: text(name), value: entry })), more: value.more };
}

/** Recorders sum up far shorter ones; turning more into decimal digits would take seconds. */
const MAX_EXACT_INT_BYTES = 65_536;

/** u8 sign, then the magnitude big-endian. */
export function bigFromBytes(payload: Uint8Array): Value {
  const negative = payload[0] === 1;
  const digits = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (digits.length > MAX_EXACT_INT_BYTES) {
    const top = digits.readBigUInt64BE(1);
    return { kind: 'hugeInt', negative, bits: (digits.length - 1) * 8, top };
  }
  const magnitude = digits.length < 2 ? 0n : BigInt(`0x${digits.toString('hex', 1)}`);
  const value = negative ? -magnitude : magnitude;
  const small = Number(value);
  return { kind: 'int', value: Number.isSafeInteger(small) ? small : value };
}

export function isoUuid(payload: Uint8Array): Value {
  if (payload.length !== 16) return { kind: 'error', message: `a UUID of ${payload.length} bytes` };
  const digits = Buffer.from(payload.buffer, payload.byteOffset, 16).toString('hex');
  return { kind: 'uuid', text: digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
}
