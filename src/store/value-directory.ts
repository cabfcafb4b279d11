import type { EventsChunk } from '../format/chunk.js';
import { grown } from '../trace/pair-table.js';

/**
 * Values of a process are addressed by their bytes: those of all its events chunks counted through, in the order of the
 * file. This directory leads from an address back to a chunk.
 *
 *     base | bytes of values | offset of the chunk in the file | offset of the values in its payload | CRC
 */
const VALUE_FIELDS = 5;

export class ValueDirectory {
  #rows = new Float64Array(16 * VALUE_FIELDS);
  #length = 0;
  /** Bytes of values so far: the address of the next. */
  bytes = 0;

  /** Returns the address of the chunk's first value. */
  add(chunk: EventsChunk): number {
    const base = this.bytes;
    if (chunk.values.length === 0) return base;
    if (this.#length === this.#rows.length) this.#rows = grown(this.#rows, this.#length * 2);
    this.#rows[this.#length++] = base;
    this.#rows[this.#length++] = chunk.values.length;
    this.#rows[this.#length++] = chunk.header.fileOffset;
    this.#rows[this.#length++] = chunk.valuesOffset;
    this.#rows[this.#length++] = chunk.header.crc;
    this.bytes += chunk.values.length;
    return base;
  }

  rows(): Float64Array {
    return this.#rows.slice(0, this.#length);
  }
}

export interface ValuePlace {
  readonly fileOffset: number;
  readonly valuesOffset: number;
  /** Of the value's first byte within the values. */
  readonly position: number;
  /** Bytes from there to the end of the chunk's values: the value is a part of them. */
  readonly length: number;
  readonly crc: number;
}

/** Null when no chunk holds the address. */
export function findValue(rows: Float64Array, address: number): ValuePlace | null {
  let low = 0;
  let high = rows.length / VALUE_FIELDS;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle * VALUE_FIELDS] <= address) low = middle + 1;
    else high = middle;
  }
  const at = (low - 1) * VALUE_FIELDS;
  if (low === 0 || address >= rows[at] + rows[at + 1]) return null;
  const position = address - rows[at];
  return {
    fileOffset: rows[at + 2],
    valuesOffset: rows[at + 3],
    position,
    length: rows[at + 1] - position,
    crc: rows[at + 4],
  };
}
