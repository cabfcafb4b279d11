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
  /** The halves of each address, the low one first on little-endian machines; which is which matters for speed alone. */
  readonly #addresses: Uint32Array;
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
    const mask = slots.length - 1;
    let duplicates = 0;
    for (let node = 0; node < count; node++) {
      if ((node & TICK_MASK) === 0) tick(node / count);
      const low = own[2 * node];
      const high = own[2 * node + 1];
      let slot = this.#home(low, high);
      let at = slots[slot] - 1;
      while (at >= 0 && (own[2 * at] !== low || own[2 * at + 1] !== high)) {
        slot = (slot + 1) & mask;
        at = slots[slot] - 1;
      }
      if (at >= 0) duplicates++;
      else slots[slot] = node + 1;
    }
    this.duplicates = duplicates;
  }

  /** Node at an address, or -1. */
  find(address: bigint): number {
    const [low, high] = halvesOf(BigUint64Array.of(address));
    return this.#find(low, high);
  }

  /** Nodes at many addresses, or -1, into `found`. */
  findAll(addresses: BigUint64Array, found: Int32Array, tick: Tick = noTick): void {
    const halves = halvesOf(addresses);
    const count = addresses.length;
    for (let at = 0; at < count; at++) {
      if ((at & TICK_MASK) === 0) tick(at / count);
      found[at] = this.#find(halves[2 * at], halves[2 * at + 1]);
    }
  }

  #find(low: number, high: number): number {
    const slots = this.#slots;
    const own = this.#addresses;
    const mask = slots.length - 1;
    let slot = this.#home(low, high);
    let at = slots[slot] - 1;
    while (at >= 0 && (own[2 * at] !== low || own[2 * at + 1] !== high)) {
      slot = (slot + 1) & mask;
      at = slots[slot] - 1;
    }
    return at;
  }

  #home(low: number, high: number): number {
    // Addresses that 16 does not divide have a place of their own in the page's scatter, or they would crowd its slots.
    const page = mixed(mixed(high ^ this.#seed) + (low >>> 12) + Math.imul(low & 15, FACTOR));
    return (page + ((low >>> 4) & 0xff)) & (this.#slots.length - 1);
  }
}

/** Scatters 32 bits, so that every bit of the result depends on all: Wellons, "Prospecting for hash functions" (2018). */
function mixed(bits: number): number {
  let x = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b);
  return x ^ (x >>> 16);
}

function halvesOf(addresses: BigUint64Array): Uint32Array {
  return new Uint32Array(addresses.buffer, addresses.byteOffset, addresses.length * 2);
}
