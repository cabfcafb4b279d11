import { TICK_MASK, noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Odd, far from 0 in every byte; see `mixed`. */
const FACTOR = 0x9e37_79b1;

/**
 * From addresses to the numbers of nodes: open addressing with linear probing. Objects of a page, 16 bytes apart, have
 * neighbouring slots, because those who refer to them lie together, too; where a page begins is scattered, by a seed
 * that no file can know.
 */
export class AddressIndex {
  /** Addresses that occur again; the first node that has one keeps it. */
  readonly duplicates: number;
  /** The halves of each address as signed numbers, the low one first on little-endian machines; which is which matters for speed alone. */
  readonly #addresses: Int32Array;
  /** Node + 1 for each slot, or 0. */
  readonly #slots: Int32Array;
  readonly #seed = (Math.random() * 2 ** 32) | 0;

  /** @param addresses of the nodes, in any order; a view of them is kept */
  constructor(addresses: BigUint64Array, tick: Tick = noTick) {
    const count = addresses.length;
    // At most half full.
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(8, count * 2))));
    this.#addresses = halvesOf(addresses);
    const slots = this.#slots;
    const own = this.#addresses;
    let duplicates = 0;
    for (let node = 0; node < count; node++) {
      if ((node & TICK_MASK) === 0) tick(node / count);
      const high = own[2 * node + 1];
      const slot = this.#slot(own[2 * node], high, this.#scattered(high));
      if (slots[slot] === 0) slots[slot] = node + 1;
      else duplicates++;
    }
    this.duplicates = duplicates;
  }

  /** Node at an address, or -1. */
  find(address: bigint): number {
    const found = new Int32Array(1);
    this.findAll(BigUint64Array.of(address), found);
    return found[0];
  }

  /** Nodes at many addresses, or -1, into `found`. */
  findAll(addresses: BigUint64Array, found: Int32Array, tick: Tick = noTick): void {
    const halves = halvesOf(addresses);
    const slots = this.#slots;
    const count = addresses.length;
    // Nearly all addresses of a heap have the same high half.
    let last = 0;
    let scattered = this.#scattered(last);
    for (let at = 0; at < count; at++) {
      if ((at & TICK_MASK) === 0) tick(at / count);
      const high = halves[2 * at + 1];
      if (high !== last) {
        last = high;
        scattered = this.#scattered(high);
      }
      found[at] = slots[this.#slot(halves[2 * at], high, scattered)] - 1;
    }
  }

  #scattered(high: number): number {
    return mixed(high ^ this.#seed);
  }

  /** The slot of an address, or the free one that would be its own. */
  #slot(low: number, high: number, scattered: number): number {
    const slots = this.#slots;
    const own = this.#addresses;
    const mask = slots.length - 1;
    // Addresses that 16 does not divide have a place of their own in the page's scatter, or they would crowd its slots.
    const page = mixed(scattered + (low >>> 12) + Math.imul(low & 15, FACTOR));
    let slot = (page + ((low >>> 4) & 0xff)) & mask;
    let node = slots[slot] - 1;
    while (node >= 0 && (own[2 * node] !== low || own[2 * node + 1] !== high)) {
      slot = (slot + 1) & mask;
      node = slots[slot] - 1;
    }
    return slot;
  }
}

/** Scatters 32 bits, so that every bit of the result depends on all: Wellons, "Prospecting for hash functions" (2018). */
function mixed(bits: number): number {
  let x = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b);
  return x ^ (x >>> 16);
}

function halvesOf(addresses: BigUint64Array): Int32Array {
  return new Int32Array(addresses.buffer, addresses.byteOffset, addresses.length * 2);
}
