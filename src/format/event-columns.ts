/** Events of one thread on their way into a chunk. */
import { ByteWriter } from './byte-writer.js';
import { widthFor, writeColumn } from './columns.js';
import { EventField } from './schema.gen.js';

class Uints {
  length = 0;
  largest = 0;
  #values = new Uint32Array(1024);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
    if (value > this.largest) this.largest = value;
  }

  view(): Uint32Array {
    return this.#values.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
    this.largest = 0;
  }
}

export class EventColumns {
  readonly kinds = new Uints();
  readonly functions = new Uints();
  readonly deltas = new Uints();
  readonly sites = new Uints();
  readonly userSites = new Uints();
  readonly activations = new Uints();
  readonly tasks = new Uints();
  readonly valueLengths = new Uints();
  /** Below 2^32, as all that is written here. */
  readonly allocatedBytes = new Uints();
  readonly freedBytes = new Uints();
  readonly values = new ByteWriter(1 << 16);

  get count(): number {
    return this.kinds.length;
  }

  get bytes(): number {
    return this.values.length + this.count * 8;
  }

  /** The payload of an events chunk; the columns are empty afterwards. */
  take(depth: number | null): Uint8Array {
    const columns = [
      [EventField.functions, this.functions],
      [EventField.deltas, this.deltas],
      [EventField.sites, this.sites],
      [EventField.userSites, this.userSites],
      [EventField.activations, this.activations],
      [EventField.tasks, this.tasks],
      [EventField.valueLengths, this.valueLengths],
      [EventField.allocatedBytes, this.allocatedBytes],
      [EventField.freedBytes, this.freedBytes],
    ] as const;
    const filled = columns.filter(([, column]) => column.length > 0);
    const out = new ByteWriter(this.bytes + 1024);
    out.mapHead(filled.length + 3 + (depth === null ? 0 : 1));
    if (depth !== null) out.int(EventField.depth).int(depth);
    out.int(EventField.kinds).bin(writeColumn(this.kinds.view(), 1));
    out.int(EventField.widths).mapHead(filled.length);
    for (const [field, column] of filled) out.int(field).int(widthFor(column.largest));
    for (const [field, column] of filled) {
      out.int(field).bin(writeColumn(column.view(), widthFor(column.largest)));
      column.clear();
    }
    out.int(EventField.values).bin(this.values.view());
    this.kinds.clear();
    this.values.clear();
    return out.take();
  }
}
