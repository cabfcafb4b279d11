/**
 * Decodes one recorded value: msgpack, with Python's own types as extensions (docs/format.md, "Values").
 *
 * Written by hand although the definitions are read by msgpackr, because msgpackr reads the float 1.0 and the int 1 to
 * the same number, merges equal keys of a map, drops a leading U+FEFF of longer texts, keeps its extensions in a table
 * shared by the whole process and recurses without a limit. Tests hold the two against each other where both apply.
 *
 * Nothing throws: a part that cannot be read becomes a value of kind 'error' in its place.
 */
import type { Value } from './value.js';
import { decodeExtension } from './extensions.js';
import { skipValue } from './tokens.js';
import { decodeUtf8 } from './wtf8.js';

/** Deeper parts become errors. Recorders stop at their own, much smaller depth; consumers of a value may recurse. */
export const MAX_VALUE_DEPTH = 128;

/** A value of more parts than this ends in an error: 64 MiB of nil must not become gigabytes of objects. */
export const MAX_VALUE_PARTS = 1_000_000;

const NONE: Value = { kind: 'none' };
const TRUE: Value = { kind: 'bool', value: true };
const FALSE: Value = { kind: 'bool', value: false };

/** @param bytes exactly one msgpack value. */
export function decodeValue(bytes: Uint8Array): Value {
  const reader = new ValueReader(bytes);
  const value = reader.read();
  if (!reader.broken && reader.left > 0) return error(`${reader.left} bytes follow the value`);
  return value;
}

function error(message: string): Value {
  return { kind: 'error', message };
}

class ValueReader {
  /** Set when the position is lost: nothing after it within the innermost sized part can be read. */
  broken = false;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #end: number;
  #depth = 0;
  #parts = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() would share the caller's memory.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#end - this.#at;
  }

  read(): Value {
    if (this.left < 1) return this.#fail('the value is cut short');
    if (++this.#parts > MAX_VALUE_PARTS) return this.#fail(`more than ${MAX_VALUE_PARTS} parts`);
    const token = this.#bytes[this.#at];
    if (this.#depth >= MAX_VALUE_DEPTH && isNested(token)) return this.#tooDeep();
    this.#at++;
    if (token < 0x80) return { kind: 'int', value: token };
    if (token >= 0xe0) return { kind: 'int', value: token - 256 };
    if (token < 0x90) return this.#map(token & 0x0f);
    if (token < 0xa0) return this.#list(token & 0x0f);
    if (token < 0xc0) return this.#text(token & 0x1f);
    return this.#tagged(token);
  }

  #tagged(token: number): Value {
    switch (token) {
      case 0xc0:
        return NONE;
      case 0xc2:
        return FALSE;
      case 0xc3:
        return TRUE;
      case 0xc4:
        return this.#bin(this.#uint(1));
      case 0xc5:
        return this.#bin(this.#uint(2));
      case 0xc6:
        return this.#bin(this.#uint(4));
      case 0xc7:
        return this.#extension(this.#uint(1));
      case 0xc8:
        return this.#extension(this.#uint(2));
      case 0xc9:
        return this.#extension(this.#uint(4));
      case 0xca:
        return this.#has(4) ? { kind: 'float', value: this.#view.getFloat32(this.#take(4)) } : this.#fail();
      case 0xcb:
        return this.#has(8) ? { kind: 'float', value: this.#view.getFloat64(this.#take(8)) } : this.#fail();
      case 0xcc:
        return this.#int(this.#uint(1));
      case 0xcd:
        return this.#int(this.#uint(2));
      case 0xce:
        return this.#int(this.#uint(4));
      case 0xcf:
        return this.#has(8) ? int(this.#view.getBigUint64(this.#take(8))) : this.#fail();
      case 0xd0:
        return this.#has(1) ? { kind: 'int', value: this.#view.getInt8(this.#take(1)) } : this.#fail();
      case 0xd1:
        return this.#has(2) ? { kind: 'int', value: this.#view.getInt16(this.#take(2)) } : this.#fail();
      case 0xd2:
        return this.#has(4) ? { kind: 'int', value: this.#view.getInt32(this.#take(4)) } : this.#fail();
      case 0xd3:
        return this.#has(8) ? int(this.#view.getBigInt64(this.#take(8))) : this.#fail();
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (token - 0xd4));
      case 0xd9:
        return this.#text(this.#uint(1));
      case 0xda:
        return this.#text(this.#uint(2));
      case 0xdb:
        return this.#text(this.#uint(4));
      case 0xdc:
        return this.#list(this.#uint(2));
      case 0xdd:
        return this.#list(this.#uint(4));
      case 0xde:
        return this.#map(this.#uint(2));
      case 0xdf:
        return this.#map(this.#uint(4));
      default:
        return this.#fail(`byte 0x${token.toString(16)} begins no msgpack value`);
    }
  }

  #has(length: number): boolean {
    return length <= this.#end - this.#at;
  }

  #take(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }

  /** Infinity past the end, which no size check lets pass. */
  #uint(width: 1 | 2 | 4): number {
    if (!this.#has(width)) return Infinity;
    const at = this.#take(width);
    if (width === 1) return this.#bytes[at];
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #int(value: number): Value {
    return value === Infinity ? this.#fail() : { kind: 'int', value };
  }

  #fail(message = 'the value is cut short'): Value {
    this.broken = true;
    this.#at = this.#end;
    return error(message);
  }

  #tooDeep(): Value {
    const after = skipValue(this.#bytes, this.#at, this.#end);
    if (after < 0) return this.#fail();
    this.#at = after;
    return error(`nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }

  #text(length: number): Value {
    if (!this.#has(length)) return this.#fail();
    const at = this.#take(length);
    return { kind: 'text', value: decodeUtf8(this.#bytes.subarray(at, at + length)) };
  }

  #bin(length: number): Value {
    if (!this.#has(length)) return this.#fail();
    const at = this.#take(length);
    return { kind: 'bytes', value: this.#bytes.slice(at, at + length) };
  }

  /** A claimed length costs nothing: each item takes a byte at least, and the first that is missing ends the loop. */
  #list(length: number): Value {
    if (length === Infinity) return this.#fail();
    const items: Value[] = [];
    this.#depth++;
    for (let i = 0; i < length && !this.broken; i++) items.push(this.read());
    this.#depth--;
    return { kind: 'list', ...withoutTail(items) };
  }

  #map(length: number): Value {
    if (length === Infinity) return this.#fail();
    const entries: [Value, Value][] = [];
    let more = 0;
    this.#depth++;
    for (let i = 0; i < length && !this.broken; i++) {
      const key = this.read();
      const value = this.broken ? key : this.read();
      if (key.kind === 'truncated' && i === length - 1 && !this.broken) more = key.count;
      else entries.push([key, value]);
    }
    this.#depth--;
    return { kind: 'dict', entries, more };
  }

  /** An extension has a size of its own: what is damaged within costs only itself. */
  #extension(length: number): Value {
    if (!this.#has(length + 1)) return this.#fail();
    const tag = this.#bytes[this.#at++];
    const start = this.#take(length);
    const outerEnd = this.#end;
    const after = this.#at;
    this.#at = start;
    this.#end = after;
    this.#depth++;
    const value = decodeExtension(tag, this.#bytes.subarray(start, after), this);
    this.#depth--;
    this.#at = after;
    this.#end = outerEnd;
    this.broken = false;
    return value;
  }
}

/** Arrays, maps and extensions. */
function isNested(token: number): boolean {
  if (token < 0xc7) return token >= 0x80 && token < 0xa0;
  return token <= 0xc9 || (token >= 0xd4 && token <= 0xd8) || (token >= 0xdc && token <= 0xdf);
}

/** Numbers where they are exact. */
function int(value: bigint): Value {
  const number = Number(value);
  return { kind: 'int', value: Number.isSafeInteger(number) ? number : value };
}

/** Takes the mark of left-out items from the end of a container. */
function withoutTail(items: readonly Value[]): { readonly items: readonly Value[]; readonly more: number } {
  const last = items.at(-1);
  return last?.kind === 'truncated' ? { items: items.slice(0, -1), more: last.count } : { items, more: 0 };
}
