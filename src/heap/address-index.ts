import { TICK_MASK, noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Bits of an address within its page that tell 16 bytes from the next 16: a bit in one of the page's words for each. */
const WITHIN = 0xff0;
const WORDS = 8;
/** Numbers a page has in the table: for each word its bits, and how many bits are set in all words before. */
const ENTRY = 2 * WORDS;
const FEWEST_PAGES = 64;
/** In place of a page. */
const NONE = -1;
const NOT_LOOKED_UP = -2;

/**
 * From addresses to the numbers of nodes. A page of 4 KiB has a bit for each 16 bytes, and knows how many bits are set
 * before: that is the place of an address among all. So what is asked per reference, page and bits, is a few megabytes
 * where the addresses are 24, and stays in the processor's caches. Addresses that 16 does not divide have pages of their
 * own, one for each remainder. Pages are found by open addressing, scattered by a seed that no file can know.
 */
export class AddressIndex {
  /** Addresses that occur again; the first node that has one keeps it. */
  readonly duplicates: number;
  /** Node + 1 for each place. */
  readonly #nodes: Int32Array;
  readonly #seed = (Math.random() * 2 ** 32) | 0;
  #pages = 0;
  /** Of each page, the halves of its address; the remainder is in the low one. */
  #keys = new Int32Array(2 * FEWEST_PAGES);
  #table = new Int32Array(ENTRY * FEWEST_PAGES);
  /** Page + 1 for each slot, or 0; at most half are taken. */
  #slots = new Int32Array(2 * FEWEST_PAGES);

  /** @param addresses of the nodes, in any order; nothing of them is kept */
  constructor(addresses: BigUint64Array, tick: Tick = noTick) {
    const halves = halvesOf(addresses);
    const count = addresses.length;
    let lastLow = 0;
    let lastHigh = 0;
    let scattered = this.#scattered(lastHigh);
    let page = NOT_LOOKED_UP;
    for (let node = 0; node < count; node++) {
      if ((node & TICK_MASK) === 0) tick((0.5 * node) / count);
      const low = halves[2 * node];
      const high = halves[2 * node + 1];
      const key = low & ~WITHIN;
      if (high !== lastHigh) {
        lastHigh = high;
        scattered = this.#scattered(high);
        page = NOT_LOOKED_UP;
      }
      if (page === NOT_LOOKED_UP || key !== lastLow) {
        page = this.#pageOf(key, high, scattered, true);
        lastLow = key;
      }
      this.#table[ENTRY * page + wordOf(low)] |= 1 << (low >>> 4);
    }
    const distinct = this.#rank();
    this.duplicates = count - distinct;
    this.#nodes = new Int32Array(distinct);
    this.#place(halves, tick);
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
    const count = addresses.length;
    const table = this.#table;
    const nodes = this.#nodes;
    let lastLow = 0;
    let lastHigh = 0;
    let scattered = this.#scattered(lastHigh);
    let page = NOT_LOOKED_UP;
    for (let at = 0; at < count; at++) {
      if ((at & TICK_MASK) === 0) tick(at / count);
      const low = halves[2 * at];
      const high = halves[2 * at + 1];
      const key = low & ~WITHIN;
      if (high !== lastHigh) {
        lastHigh = high;
        scattered = this.#scattered(high);
        page = NOT_LOOKED_UP;
      }
      if (page === NOT_LOOKED_UP || key !== lastLow) {
        page = this.#pageOf(key, high, scattered, false);
        lastLow = key;
      }
      const place = page < 0 ? -1 : placeIn(table, ENTRY * page + wordOf(low), low);
      found[at] = place < 0 ? -1 : nodes[place] - 1;
    }
  }

  /** Counts the bits before each word; returns that of all. */
  #rank(): number {
    const table = this.#table;
    let before = 0;
    for (let at = 0; at < ENTRY * this.#pages; at += 2) {
      table[at + 1] = before;
      before += bitsIn(table[at]);
    }
    return before;
  }

  /** Writes each node to the place of its address. */
  #place(halves: Int32Array, tick: Tick): void {
    const count = halves.length / 2;
    const nodes = this.#nodes;
    const table = this.#table;
    let lastLow = 0;
    let lastHigh = 0;
    let scattered = this.#scattered(lastHigh);
    let page = NOT_LOOKED_UP;
    for (let node = 0; node < count; node++) {
      if ((node & TICK_MASK) === 0) tick(0.5 + (0.5 * node) / count);
      const low = halves[2 * node];
      const high = halves[2 * node + 1];
      const key = low & ~WITHIN;
      if (high !== lastHigh) {
        lastHigh = high;
        scattered = this.#scattered(high);
        page = NOT_LOOKED_UP;
      }
      if (page === NOT_LOOKED_UP || key !== lastLow) {
        page = this.#pageOf(key, high, scattered, false);
        lastLow = key;
      }
      const place = placeIn(table, ENTRY * page + wordOf(low), low);
      if (nodes[place] === 0) nodes[place] = node + 1;
    }
  }

  /** The page with a key; NONE where there is none and none is to be made. */
  #pageOf(low: number, high: number, scattered: number, isMade: boolean): number {
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    let slot = mixed(scattered + low) & mask;
    for (let page = slots[slot] - 1; page >= 0; page = slots[slot] - 1) {
      if (keys[2 * page] === low && keys[2 * page + 1] === high) return page;
      slot = (slot + 1) & mask;
    }
    if (!isMade) return NONE;
    const page = this.#pages++;
    keys[2 * page] = low;
    keys[2 * page + 1] = high;
    slots[slot] = page + 1;
    if (2 * this.#pages === slots.length) this.#grow();
    return page;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = longer(keys);
    this.#table = longer(this.#table);
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let page = 0; page < this.#pages; page++) {
      let slot = mixed(this.#scattered(keys[2 * page + 1]) + keys[2 * page]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = page + 1;
    }
    this.#slots = slots;
  }

  /** Of the high half of an address, which nearly all of a heap have in common. */
  #scattered(high: number): number {
    return mixed(high ^ this.#seed);
  }
}

/** Where the word of an address is among the numbers of its page. */
function wordOf(low: number): number {
  return (low >>> 8) & (2 * (WORDS - 1));
}

/** Place of an address of which the word and the low half are known; -1 where its bit is not set. Shifts are by the low 5 bits alone. */
function placeIn(table: Int32Array, word: number, low: number): number {
  const bits = table[word];
  const shift = low >>> 4;
  return ((bits >>> shift) & 1) === 0 ? -1 : table[word + 1] + bitsIn(bits & ~(-1 << shift));
}

/** How many bits are set: Warren, "Hacker's Delight", 5-1. */
function bitsIn(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Scatters 32 bits, so that every bit of the result depends on all: Wellons, "Prospecting for hash functions" (2018). */
function mixed(bits: number): number {
  let x = Math.imul(bits ^ (bits >>> 16), 0x7feb_352d);
  x = Math.imul(x ^ (x >>> 15), 0x846c_a68b);
  return x ^ (x >>> 16);
}

function longer(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * numbers.length);
  twice.set(numbers);
  return twice;
}

/** The halves of each address as signed numbers, the low one first: every editor's platform is little-endian. */
function halvesOf(addresses: BigUint64Array): Int32Array {
  return new Int32Array(addresses.buffer, addresses.byteOffset, addresses.length * 2);
}
