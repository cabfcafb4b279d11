import { CodedError } from '../base/result.js';
import { COLUMN_HEADER_BYTES, padded } from './column-writer.js';

/** Thrown for bytes that no `ColumnWriter` wrote: the store is an index, its cure is to be built again. */
export function damaged(what: string): CodedError {
  return new CodedError('damaged', `the store is damaged (${what}); delete the folder store to have it built again`);
}

/** Reads what `ColumnWriter` wrote. Sizes are checked against the bytes before anything is allocated. */
export class ColumnReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  double(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** A count that must not exceed `most`. */
  count(most: number): number {
    const value = this.double();
    if (!Number.isInteger(value) || value < 0 || value > most) throw damaged('a count');
    return value;
  }

  integers<T extends Float64Array | Uint32Array | Uint8Array>(into: T): T {
    const { base, width, exceptions } = this.#header(into.length);
    this.#unpack(into, base, width);
    this.at += padded(into.length * width);
    const values = this.at + padded(exceptions * 4);
    for (let index = 0; index < exceptions; index++) {
      const row = this.#view.getUint32(this.at + index * 4, true);
      if (row >= into.length) throw damaged('a row');
      into[row] = this.#view.getFloat64(values + index * 8, true);
    }
    this.at = values + exceptions * 8;
    return into;
  }

  growing(into: Float64Array): Float64Array {
    let sum = this.double();
    this.integers(into);
    for (let row = 0; row < into.length; row++) {
      sum += into[row];
      into[row] = sum;
    }
    return into;
  }

  /** Passes over a column of so many values. */
  skipIntegers(count: number): void {
    const { width, exceptions } = this.#header(count);
    this.at += padded(count * width) + padded(exceptions * 4) + exceptions * 8;
  }

  skipGrowing(count: number): void {
    this.double();
    this.skipIntegers(count);
  }

  #header(count: number): { base: number; width: number; exceptions: number } {
    this.#need(COLUMN_HEADER_BYTES);
    const base = this.#view.getFloat64(this.at, true);
    const width = this.#view.getUint32(this.at + 8, true);
    const exceptions = this.#view.getUint32(this.at + 12, true);
    this.at += COLUMN_HEADER_BYTES;
    if (![0, 1, 2, 4, 8].includes(width) || exceptions > count) throw damaged('a column');
    this.#need(padded(count * width) + padded(exceptions * 4) + exceptions * 8);
    return { base, width, exceptions };
  }

  #unpack(into: Float64Array | Uint32Array | Uint8Array, base: number, width: number): void {
    const count = into.length;
    if (width === 0) {
      into.fill(base);
      return;
    }
    const packed = this.#copy(count * width);
    if (width === 8) into.set(new Float64Array(packed, 0, count));
    else if (width === 4) widen32(new Uint32Array(packed, 0, count), into, base);
    else if (width === 2) widen16(new Uint16Array(packed, 0, count), into, base);
    else widen8(new Uint8Array(packed, 0, count), into, base);
  }

  /** A copy, because a chunk may begin at any offset of its buffer and typed arrays want theirs aligned. */
  #copy(bytes: number): ArrayBuffer {
    const from = this.#view.byteOffset + this.at;
    return this.#bytes.buffer.slice(from, from + bytes) as ArrayBuffer;
  }

  #need(bytes: number): void {
    if (this.at + bytes > this.#bytes.length) throw damaged('cut short');
  }
}

type Column = Float64Array | Uint32Array | Uint8Array;

// The loops below say the same six times over, so that each is compiled for one pair of element types: a loop that
// meets several takes five times as long.

function widen8(packed: Uint8Array, into: Column, base: number): void {
  if (into instanceof Float64Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else if (into instanceof Uint32Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
}

function widen16(packed: Uint16Array, into: Column, base: number): void {
  if (into instanceof Float64Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else if (into instanceof Uint32Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else into.set(packed);
}

function widen32(packed: Uint32Array, into: Column, base: number): void {
  if (into instanceof Float64Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else if (into instanceof Uint32Array) for (let row = 0; row < into.length; row++) into[row] = packed[row] + base;
  else into.set(packed);
}
