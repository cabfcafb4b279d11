/**
 * Numbers pairs of unsigned 32-bit integers 1, 2, 3 ... in the order of their first sight; 0 stands for all pairs
 * beyond `limit`. Open addressing with linear probing on typed arrays: no object per pair, no garbage.
 */
export class PairTable {
  readonly limit: number;
  first = new Uint32Array(64);
  second = new Uint32Array(64);
  /** Ordinals in use, the one for the rest included. */
  size = 1;
  /** Look-ups that went to the rest. */
  overflow = 0;
  #slots = new Int32Array(128);
  #mask = 127;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Ordinal of the pair, 0 once the table is full. */
  ordinal(first: number, second: number): number {
    let slot = hash(first, second) & this.#mask;
    for (;;) {
      const found = this.#slots[slot];
      if (found === 0) break;
      if (this.first[found] === first && this.second[found] === second) return found;
      slot = (slot + 1) & this.#mask;
    }
    if (this.size > this.limit) {
      this.overflow++;
      return 0;
    }
    const added = this.size++;
    this.#slots[slot] = added;
    if (added >= this.first.length) this.#growPairs();
    this.first[added] = first;
    this.second[added] = second;
    if (this.size * 2 > this.#mask) this.#rehash();
    return added;
  }

  #growPairs(): void {
    this.first = grown(this.first, this.first.length * 2);
    this.second = grown(this.second, this.second.length * 2);
  }

  #rehash(): void {
    const mask = this.#mask * 2 + 1;
    const slots = new Int32Array(mask + 1);
    for (let ordinal = 1; ordinal < this.size; ordinal++) {
      let slot = hash(this.first[ordinal], this.second[ordinal]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = ordinal;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** Two odd multipliers of Knuth's and xxHash's kind, folded so that the low bits depend on all. */
function hash(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** A longer copy; the rest is zero. */
export function grown<T extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(
  array: T,
  length: number,
): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}
