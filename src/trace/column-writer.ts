/**
 * Columns of integers in few bytes: patched frame of reference. A column is its least value, the width that holds
 * nearly all differences to it, and the rows beyond that width apart.
 * After Zukowski et al., "Super-Scalar RAM-CPU Cache Compression" (ICDE 2006), with whole bytes instead of bits.
 *
 *     base f64 | width u32 | exceptions u32 | packed count * width, padded to 8 | rows u32 ..., padded to 8 | values f64 ...
 *
 * Width 0: all values but the exceptions are `base`. Width 8: doubles as they are, exact up to 2^53.
 */
export const COLUMN_HEADER_BYTES = 16;

/** Values a column can hold. */
const MAX_COLUMN = 1 << 14;

/** A row apart costs twelve bytes; one in so many may be. */
const EXCEPTIONS_ONE_IN = 32;

export function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}

type Width = 0 | 1 | 2 | 4 | 8;

interface Fit {
  readonly base: number;
  readonly width: Width;
  readonly exceptions: number;
}

/** Writes into one growing buffer; what `finish` hands out is valid until the next column is written. */
export class ColumnWriter {
  #bytes = new Uint8Array(1 << 18);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  // All loops read this one array, so that they are compiled for one type of element.
  readonly #values = new Float64Array(MAX_COLUMN);
  readonly #packed8 = new Uint8Array(MAX_COLUMN);
  readonly #packed16 = new Uint16Array(MAX_COLUMN);
  readonly #packed32 = new Uint32Array(MAX_COLUMN);

  /** At most `MAX_COLUMN` values, in any order. */
  integers(values: Float64Array | Uint32Array | Uint8Array, count: number): void {
    this.#values.set(values.length === count ? values : values.subarray(0, count));
    this.#write(count);
  }

  /** The first value, then differences: few bytes where values grow slowly. */
  growing(values: Float64Array, count: number): void {
    this.double(count === 0 ? 0 : values[0]);
    let before = count === 0 ? 0 : values[0];
    for (let row = 0; row < count; row++) {
      this.#values[row] = values[row] - before;
      before = values[row];
    }
    this.#write(count);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  finish(): Uint8Array {
    const written = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return written;
  }

  #write(count: number): void {
    const fit = narrowest(this.#values, count);
    this.#reserve(COLUMN_HEADER_BYTES + padded(count * fit.width) + padded(fit.exceptions * 4) + fit.exceptions * 8);
    this.#view.setFloat64(this.#length, fit.base, true);
    this.#view.setUint32(this.#length + 8, fit.width, true);
    this.#view.setUint32(this.#length + 12, fit.exceptions, true);
    this.#length += COLUMN_HEADER_BYTES;
    this.#pack(count, fit);
    if (fit.exceptions > 0) this.#setApart(count, fit);
  }

  /** Values too large for the width wrap here; they stand among the exceptions. */
  #pack(count: number, { base, width }: Fit): void {
    const values = this.#values;
    switch (width) {
      case 0:
        return;
      case 1:
        for (let row = 0; row < count; row++) this.#packed8[row] = values[row] - base;
        return this.#append(this.#packed8, count);
      case 2:
        for (let row = 0; row < count; row++) this.#packed16[row] = values[row] - base;
        return this.#append(this.#packed16, count * 2);
      case 4:
        for (let row = 0; row < count; row++) this.#packed32[row] = values[row] - base;
        return this.#append(this.#packed32, count * 4);
      case 8:
        return this.#append(values, count * 8);
    }
  }

  #append(packed: Uint8Array | Uint16Array | Uint32Array | Float64Array, bytes: number): void {
    this.#bytes.set(new Uint8Array(packed.buffer, 0, bytes), this.#length);
    this.#bytes.fill(0, this.#length + bytes, this.#length + padded(bytes));
    this.#length += padded(bytes);
  }

  #setApart(count: number, { base, width, exceptions }: Fit): void {
    const limit = 2 ** (8 * width) - 1;
    let rowAt = this.#length;
    let valueAt = this.#length + padded(exceptions * 4);
    this.#view.setUint32(valueAt - 4, 0, true);
    for (let row = 0; row < count; row++) {
      const value = this.#values[row];
      if (value - base <= limit) continue;
      this.#view.setUint32(rowAt, row, true);
      this.#view.setFloat64(valueAt, value, true);
      rowAt += 4;
      valueAt += 8;
    }
    this.#length = valueAt;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Looks once for the range, then for how many are beyond each narrower width while few are. */
function narrowest(values: Float64Array, count: number): Fit {
  if (count === 0) return { base: 0, width: 0, exceptions: 0 };
  let base = values[0];
  let greatest = base;
  for (let row = 1; row < count; row++) {
    const value = values[row];
    if (value < base) base = value;
    if (value > greatest) greatest = value;
  }
  const most = count / EXCEPTIONS_ONE_IN;
  let width: Width = widthFor(greatest - base);
  let exceptions = 0;
  while (width > 0) {
    const narrower = NARROWER[width];
    const limit = base + 2 ** (8 * narrower) - 1;
    let beyond = 0;
    for (let row = 0; row < count; row++) if (values[row] > limit) beyond++;
    if (beyond > most) break;
    width = narrower;
    exceptions = beyond;
  }
  return width === 8 ? { base: 0, width, exceptions: 0 } : { base, width, exceptions };
}

const NARROWER: Readonly<Record<Width, Width>> = { 0: 0, 1: 0, 2: 1, 4: 2, 8: 4 };

function widthFor(range: number): Width {
  if (range === 0) return 0;
  if (range <= 0xff) return 1;
  if (range <= 0xffff) return 2;
  return range <= 0xffffffff ? 4 : 8;
}
