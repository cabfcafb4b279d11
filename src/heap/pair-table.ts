const FEWEST = 64;

/** Numbers pairs of whole numbers from 0 on, in the order in which they are first asked for: open addressing. */
export class PairTable {
  #count = 0;
  #pairs = new Int32Array(2 * FEWEST);
  /** Number + 1 for each slot, or 0; at most half are taken. */
  #slots = new Int32Array(2 * FEWEST);

  get count(): number {
    return this.#count;
  }

  /** @param one, other: from -2^31 to 2^31 - 1 */
  numberOf(one: number, other: number): number {
    const pairs = this.#pairs;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(one, other) & mask;
    for (let number = slots[slot] - 1; number >= 0; number = slots[slot] - 1) {
      if (pairs[2 * number] === one && pairs[2 * number + 1] === other) return number;
      slot = (slot + 1) & mask;
    }
    const number = this.#count++;
    pairs[2 * number] = one;
    pairs[2 * number + 1] = other;
    slots[slot] = this.#count;
    if (2 * this.#count === slots.length) this.#grow();
    return number;
  }

  oneOf(number: number): number {
    return this.#pairs[2 * number];
  }

  otherOf(number: number): number {
    return this.#pairs[2 * number + 1];
  }

  #grow(): void {
    const pairs = new Int32Array(2 * this.#pairs.length);
    pairs.set(this.#pairs);
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#count; number++) {
      let slot = slotOf(pairs[2 * number], pairs[2 * number + 1]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#pairs = pairs;
    this.#slots = slots;
  }
}

/** Every bit of the pair moves the low bits: Wellons, "Prospecting for hash functions" (2018). */
function slotOf(one: number, other: number): number {
  let x = Math.imul(one, 0x9e37_79b1) ^ other;
  x = Math.imul(x ^ (x >>> 16), 0x7feb_352d);
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b);
  return x ^ (x >>> 16);
}
