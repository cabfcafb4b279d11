import type { UintColumn } from './chunk.js';
import { FieldWalker } from './field-walker.js';
import { HeapNodeField } from './schema.gen.js';

const WIDTHS: readonly number[] = [1, 2, 4, 8];

/**
 * The columns of one chunk of objects after the other. What is told of one is good until the next is loaded: a copy of each
 * column is needed, because `bin` blobs are not aligned, and thousands of small ones would be garbage that keeps its memory.
 */
export class ChunkColumns {
  readonly #blobs = new Map<number, Uint8Array>();
  readonly #widths = new Map<number, number>();
  readonly #copies = new Map<HeapNodeField, Uint8Array<ArrayBuffer>>();
  readonly #halves = new Map<HeapNodeField, Uint32Array<ArrayBuffer>>();

  /** False when the payload is no map of `bin` fields. */
  load(payload: Uint8Array): boolean {
    this.#blobs.clear();
    this.#widths.clear();
    const walker = new FieldWalker(payload);
    const fields = walker.mapHead();
    for (let i = 0; i < fields; i++) {
      const key = walker.uint();
      if (key === HeapNodeField.widths) {
        const entries = walker.mapHead();
        for (let j = 0; j < entries && !walker.failed; j++) this.#widths.set(walker.uint(), walker.uint());
      } else {
        const blob = walker.blobOrSkip();
        if (blob !== null) this.#blobs.set(key, blob.bytes);
      }
      if (walker.failed) return false;
    }
    return fields >= 0;
  }

  /** How many entries a column has; null where it cannot be read. One that is not there is empty. */
  entries(field: HeapNodeField): number | null {
    const { length } = this.#bytes(field);
    const width = this.#width(field);
    if (length === 0) return 0;
    return WIDTHS.includes(width) && length % width === 0 ? length / width : null;
  }

  /** Null where it cannot be read. */
  numbers(field: HeapNodeField): UintColumn | null {
    const length = this.entries(field);
    if (length === null) return null;
    const { buffer } = this.#copyOf(field);
    switch (this.#width(field)) {
      case 1:
        return new Uint8Array(buffer, 0, length);
      case 2:
        return new Uint16Array(buffer, 0, length);
      case 4:
        return new Uint32Array(buffer, 0, length);
      default:
        return doublesIn(buffer, length);
    }
  }

  /** Numbers of 64 bits, more than a number holds exactly. */
  wide(field: HeapNodeField): BigUint64Array | null {
    const length = this.entries(field);
    if (length === null) return null;
    if (this.#width(field) === 8) return new BigUint64Array(this.#copyOf(field).buffer, 0, length);
    const numbers = this.numbers(field);
    return numbers === null ? null : BigUint64Array.from(numbers, BigInt);
  }

  /** Whether addresses that a chunk has in halves have both of them. */
  areWhole(field: AddressField): boolean {
    const highs = this.numbers(HeapNodeField.segments);
    if (highs === null || highs.length === 0) return highs !== null;
    const segments = this.numbers(segmentsOf[field]);
    return (
      segments !== null &&
      segments.length === this.entries(field) &&
      this.#width(field) <= 4 &&
      segments.every((segment) => segment < highs.length)
    );
  }

  /** Addresses, which a chunk may have in halves; null where they cannot be read. */
  addresses(field: AddressField): BigUint64Array | null {
    if (this.entries(HeapNodeField.segments) === 0) return this.wide(field);
    const highs = this.numbers(HeapNodeField.segments);
    const segments = this.numbers(segmentsOf[field]);
    const lows = this.numbers(field);
    if (highs === null || lows === null || segments?.length !== lows.length) return null;
    const halves = this.#halvesFor(field, lows.length);
    for (let at = 0; at < lows.length; at++) {
      halves[2 * at] = lows[at];
      halves[2 * at + 1] = highs[segments[at]];
    }
    return new BigUint64Array(halves.buffer, 0, lows.length);
  }

  /** Of 64 bits, the lower ones first. */
  #halvesFor(field: HeapNodeField, length: number): Uint32Array<ArrayBuffer> {
    let halves = this.#halves.get(field);
    if (halves === undefined || halves.length < 2 * length) {
      halves = new Uint32Array(2 * Math.ceil(1.5 * length));
      this.#halves.set(field, halves);
    }
    return halves;
  }

  #copyOf(field: HeapNodeField): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes(field);
    let copy = this.#copies.get(field);
    if (copy === undefined || copy.length < bytes.length) {
      // Every width divides it.
      copy = new Uint8Array(8 * Math.ceil((1.5 * bytes.length) / 8));
      this.#copies.set(field, copy);
    }
    copy.set(bytes);
    return copy;
  }

  #bytes(field: HeapNodeField): Uint8Array {
    return this.#blobs.get(field) ?? EMPTY;
  }

  #width(field: HeapNodeField): number {
    return this.#widths.get(field) ?? 4;
  }
}

const EMPTY = new Uint8Array(0);

type AddressField = typeof HeapNodeField.addresses | typeof HeapNodeField.targets;

const segmentsOf = {
  [HeapNodeField.addresses]: HeapNodeField.addressSegments,
  [HeapNodeField.targets]: HeapNodeField.targetSegments,
} as const;

/** Integers of 64 bits become doubles where they stand. */
function doublesIn(buffer: ArrayBuffer, length: number): Float64Array {
  const halves = new Uint32Array(buffer, 0, 2 * length);
  const doubles = new Float64Array(buffer, 0, length);
  for (let at = 0; at < length; at++) doubles[at] = halves[2 * at + 1] * 2 ** 32 + halves[2 * at];
  return doubles;
}
