/** A column of which few rows have an entry: rows in ascending order, and their values. */
export class SparseColumn {
  rows: Uint32Array;
  values: Float64Array;
  length: number;

  constructor(rows: Uint32Array = EMPTY_ROWS, values: Float64Array = EMPTY_VALUES) {
    this.rows = rows;
    this.values = values;
    this.length = rows.length;
  }

  /** Rows must come in ascending order. */
  push(row: number, value: number): void {
    const length = this.length;
    if (length === this.rows.length) {
      const capacity = Math.max(16, length * 2);
      const rows = new Uint32Array(capacity);
      const values = new Float64Array(capacity);
      rows.set(this.rows);
      values.set(this.values);
      this.rows = rows;
      this.values = values;
    }
    this.rows[length] = row;
    this.values[length] = value;
    this.length = length + 1;
  }

  /** Value of a row, or `missing`. */
  get(row: number, missing: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rows[middle] < row) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.rows[low] === row ? this.values[low] : missing;
  }

  get bytes(): number {
    return this.rows.byteLength + this.values.byteLength;
  }
}

const EMPTY_ROWS = new Uint32Array(0);
const EMPTY_VALUES = new Float64Array(0);
