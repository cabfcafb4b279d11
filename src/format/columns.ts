/** Columns: blobs of little-endian unsigned integers of 1, 2, 4 or 8 bytes. Every editor's platform is little-endian. */
import type { UintColumn } from './chunk.js';

const EMPTY = new Uint8Array();

export function emptyColumn(): UintColumn {
  return EMPTY;
}

/** A copy in memory of its own, aligned as typed arrays need it, which `bin` blobs of msgpack are not. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

/** Null when the width is none of the format's or the blob is no whole number of entries. */
export function readColumn(bytes: Uint8Array, width: number): UintColumn | null {
  if (bytes.length === 0) return EMPTY;
  if (bytes.length % width !== 0) return null;
  switch (width) {
    case 1:
      return new Uint8Array(copyOf(bytes));
    case 2:
      return new Uint16Array(copyOf(bytes));
    case 4:
      return new Uint32Array(copyOf(bytes));
    case 8:
      return doublesOf(new Uint32Array(copyOf(bytes)));
    default:
      return null;
  }
}

function doublesOf(halves: Uint32Array): Float64Array {
  const doubles = new Float64Array(halves.length / 2);
  for (let i = 0; i < doubles.length; i++) doubles[i] = halves[2 * i + 1] * 2 ** 32 + halves[2 * i];
  return doubles;
}

/** Bytes an entry needs so that the largest one fits. */
export function widthFor(largest: number): 1 | 2 | 4 | 8 {
  if (largest < 0x100) return 1;
  if (largest < 0x10000) return 2;
  return largest < 2 ** 32 ? 4 : 8;
}

/** @param values unsigned and whole. */
export function writeColumn(values: Uint32Array | Float64Array, width: 1 | 2 | 4 | 8): Uint8Array {
  switch (width) {
    case 1:
      return Uint8Array.from(values);
    case 2:
      return new Uint8Array(Uint16Array.from(values).buffer);
    case 4:
      return new Uint8Array(Uint32Array.from(values).buffer);
    case 8: {
      const halves = new Uint32Array(values.length * 2);
      for (const [i, value] of values.entries()) {
        halves[2 * i] = value % 2 ** 32;
        halves[2 * i + 1] = value / 2 ** 32;
      }
      return new Uint8Array(halves.buffer);
    }
    default:
      throw new RangeError(`no column has entries of ${String(width)} bytes`);
  }
}
