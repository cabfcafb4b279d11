/**
 * The payload of an events chunk: a map of few fields, nearly all of them `bin`. Walked by hand, because a general
 * decoder would make objects of what is only a handful of offsets.
 */
import type { UintColumn } from './chunk.js';
import { emptyColumn, readColumn } from './columns.js';
import { EventField } from './schema.gen.js';
import { skipValue } from './tokens.js';

export interface EventsPayload {
  readonly depth: number | null;
  readonly kinds: Uint8Array;
  readonly functions: UintColumn;
  readonly deltas: UintColumn;
  readonly sites: UintColumn;
  readonly userSites: UintColumn;
  readonly activations: UintColumn;
  readonly tasks: UintColumn;
  readonly valueLengths: UintColumn;
  readonly allocatedBytes: UintColumn;
  readonly freedBytes: UintColumn;
  readonly values: Uint8Array;
  readonly valuesOffset: number;
}

const UNEVEN = 'a column is not a whole number of entries';

/** A reason in words when the payload does not follow the format. Columns are copies; their lengths are not compared. */
export function readEventsPayload(payload: Uint8Array): EventsPayload | string {
  const walker = new Walker(payload);
  const fields = walker.mapHead();
  if (fields < 0) return 'the payload is no map';
  const blobs = new Map<number, { readonly at: number; readonly bytes: Uint8Array }>();
  const widths = new Map<number, number>();
  let depth: number | null = null;
  for (let i = 0; i < fields; i++) {
    const key = walker.uint();
    if (key === EventField.depth) {
      const value = walker.uint();
      if (value >= 0) depth = value;
    } else if (key === EventField.widths) {
      const entries = walker.mapHead();
      for (let j = 0; j < entries && !walker.failed; j++) widths.set(walker.uint(), walker.uint());
    } else {
      // Whatever comes with a newer minor version is skipped; a column that is no blob counts as missing.
      const blob = walker.blobOrSkip();
      if (blob !== null) blobs.set(key, blob);
    }
    if (walker.failed) return 'the payload is not well-formed msgpack';
  }
  const column = (field: EventField): UintColumn | null => {
    const blob = blobs.get(field);
    return blob === undefined ? emptyColumn() : readColumn(blob.bytes, widths.get(field) ?? 4);
  };
  const functions = column(EventField.functions);
  const deltas = column(EventField.deltas);
  const sites = column(EventField.sites);
  const userSites = column(EventField.userSites);
  const activations = column(EventField.activations);
  const tasks = column(EventField.tasks);
  const valueLengths = column(EventField.valueLengths);
  const allocatedBytes = column(EventField.allocatedBytes);
  const freedBytes = column(EventField.freedBytes);
  if (!functions || !deltas || !sites || !userSites || !activations || !tasks || !valueLengths) return UNEVEN;
  if (!allocatedBytes || !freedBytes) return UNEVEN;
  const values = blobs.get(EventField.values);
  return {
    depth,
    kinds: copy(blobs.get(EventField.kinds)?.bytes),
    functions,
    deltas,
    sites,
    userSites,
    activations,
    tasks,
    valueLengths,
    allocatedBytes,
    freedBytes,
    values: copy(values?.bytes),
    valuesOffset: values?.at ?? 0,
  };
}

function copy(bytes: Uint8Array | undefined): Uint8Array {
  return bytes === undefined ? new Uint8Array() : new Uint8Array(bytes);
}

class Walker {
  failed = false;
  #at = 0;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Entries of the map that begins here; -1 when none does. */
  mapHead(): number {
    const token = this.#bytes[this.#at];
    if (token >= 0x80 && token < 0x90) {
      this.#at++;
      return token & 0x0f;
    }
    if (token === 0xde || token === 0xdf) return this.#bigEndian(token === 0xde ? 2 : 4);
    return this.#skip();
  }

  /** The unsigned integer that stands here; -1 when something else does. */
  uint(): number {
    const token = this.#bytes[this.#at];
    if (token < 0x80) {
      this.#at++;
      return token;
    }
    if (token >= 0xcc && token <= 0xcf) return this.#bigEndian(1 << (token - 0xcc));
    return this.#skip();
  }

  /** The `bin` that stands here; null when something else does. */
  blobOrSkip(): { readonly at: number; readonly bytes: Uint8Array } | null {
    const token = this.#bytes[this.#at];
    if (token < 0xc4 || token > 0xc6 || token === undefined) {
      this.#skip();
      return null;
    }
    const length = this.#bigEndian(1 << (token - 0xc4));
    const at = this.#at;
    this.#at += length;
    if (length < 0 || this.#at > this.#bytes.length) {
      this.failed = true;
      return null;
    }
    return { at, bytes: this.#bytes.subarray(at, this.#at) };
  }

  #bigEndian(width: number): number {
    let value = 0;
    for (let i = 1; i <= width; i++) value = value * 256 + this.#bytes[this.#at + i];
    this.#at += 1 + width;
    if (this.#at <= this.#bytes.length) return value;
    this.failed = true;
    return -1;
  }

  #skip(): -1 {
    const after = skipValue(this.#bytes, this.#at);
    if (after < 0) this.failed = true;
    else this.#at = after;
    return -1;
  }
}
