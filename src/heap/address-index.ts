import { noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Bits of an address within its page that tell 16 bytes from the next 16: a bit in one of the page's words for each. */
const WITHIN = 0xff0;
const WORDS = 8;
/** Numbers a page has in the table: for each word its bits, and how many bits are set in all words before. */
const ENTRY = 2 * WORDS;
const PAGE_BITS = 12;
/** Pages that lie side by side are looked up together. */
const GROUP = 16;
const WITHIN_GROUP = (GROUP << PAGE_BITS) - 16;
const FEWEST_GROUPS = 64;
/** Addresses whose pages are looked up at a time. */
const BATCH = 4096;

/**
 * From addresses to the numbers of nodes. A page of 4 KiB has a bit for each 16 bytes, and knows how many bits are set
 * before: that is the place of an address among all. So what is asked per reference, page and bits, is a few megabytes
 * where the addresses are 24, and stays in the processor's caches. Addresses that 16 does not divide have pages of their
 * own, one for each remainder. Pages are found by groups of 16, and these by open addressing, scattered by a seed that
 * no file can know: a process of a gigabyte has 16,000.
 */
export class AddressIndex {
  /** Addresses that occur again; the first node that has one keeps it. */
  readonly duplicates: number;
  /** Node + 1 for each place. */
  readonly #nodes: Int32Array;
  readonly #seed = (Math.random() * 2 ** 32) | 0;
  #groups = 0;
  /** Of each group, the halves of its address; the remainder is in the low one. */
  #keys = new Int32Array(2 * FEWEST_GROUPS);
  /** Of each group, its pages, or 0. */
  #members = new Int32Array(GROUP * FEWEST_GROUPS);
  /** Group + 1 for each slot, or 0; at most half are taken. */
  #slots = new Int32Array(2 * FEWEST_GROUPS);
  /** Page 0 has no bits: all that is not there is in it. */
  #pages = 1;
  #table = new Int32Array(ENTRY * GROUP);

  /** @param addresses of the nodes, in any order; nothing of them is kept */
  constructor(addresses: BigUint64Array, tick: Tick = noTick) {
    const halves = halvesOf(addresses);
    const count = addresses.length;
    const pages = new Int32Array(BATCH);
    for (let from = 0; from < count; from += BATCH) {
      tick((0.5 * from) / count);
      const some = Math.min(BATCH, count - from);
      this.#makePages(halves, from, some);
      this.#pagesOf(halves, from, some, pages);
      const table = this.#table;
      for (let at = 0; at < some; at++) {
        const low = halves[2 * (from + at)];
        table[ENTRY * pages[at] + wordOf(low)] |= 1 << (low >>> 4);
      }
    }
    const distinct = this.#rank();
    this.duplicates = count - distinct;
    const nodes = new Int32Array(distinct);
    const table = this.#table;
    for (let from = 0; from < count; from += BATCH) {
      tick(0.5 + (0.5 * from) / count);
      const some = Math.min(BATCH, count - from);
      this.#pagesOf(halves, from, some, pages);
      for (let at = 0; at < some; at++) {
        const low = halves[2 * (from + at)];
        const place = placeIn(table, ENTRY * pages[at] + wordOf(low), low);
        if (nodes[place] === 0) nodes[place] = from + at + 1;
      }
    }
    this.#nodes = nodes;
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
    const pages = new Int32Array(Math.min(BATCH, count));
    for (let from = 0; from < count; from += BATCH) {
      tick(from / count);
      const some = Math.min(BATCH, count - from);
      this.#pagesOf(halves, from, some, pages);
      for (let at = 0; at < some; at++) {
        const low = halves[2 * (from + at)];
        const place = placeIn(table, ENTRY * pages[at] + wordOf(low), low);
        found[from + at] = place < 0 ? -1 : nodes[place] - 1;
      }
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

  /** The pages of some addresses, 0 where there is none. */
  #pagesOf(halves: Int32Array, from: number, some: number, pages: Int32Array): void {
    const members = this.#members;
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    let lastHigh = 0;
    let scattered = this.#scattered(lastHigh);
    for (let at = 0; at < some; at++) {
      const low = halves[2 * (from + at)];
      const high = halves[2 * (from + at) + 1];
      const key = low & ~WITHIN_GROUP;
      if (high !== lastHigh) {
        lastHigh = high;
        scattered = this.#scattered(high);
      }
      let slot = mixed(scattered + key) & mask;
      let group = slots[slot] - 1;
      while (group >= 0 && (keys[2 * group] !== key || keys[2 * group + 1] !== high)) {
        slot = (slot + 1) & mask;
        group = slots[slot] - 1;
      }
      pages[at] = group < 0 ? 0 : members[GROUP * group + memberOf(low)];
    }
  }

  /** Makes the pages of some addresses where there are none. */
  #makePages(halves: Int32Array, from: number, some: number): void {
    let lastPage = 0;
    let lastHigh = 0;
    for (let at = from; at < from + some; at++) {
      const low = halves[2 * at];
      const high = halves[2 * at + 1];
      const page = low & ~WITHIN;
      if (page === lastPage && high === lastHigh && at > from) continue;
      lastPage = page;
      lastHigh = high;
      const member = GROUP * this.#groupOf(low & ~WITHIN_GROUP, high) + memberOf(low);
      if (this.#members[member] !== 0) continue;
      this.#members[member] = this.#pages++;
      if (ENTRY * this.#pages > this.#table.length) this.#table = longer(this.#table);
    }
  }

  /** The group with a key, which is made where there is none. */
  #groupOf(low: number, high: number): number {
    const slots = this.#slots;
    const keys = this.#keys;
    const mask = slots.length - 1;
    let slot = mixed(this.#scattered(high) + low) & mask;
    for (let group = slots[slot] - 1; group >= 0; group = slots[slot] - 1) {
      if (keys[2 * group] === low && keys[2 * group + 1] === high) return group;
      slot = (slot + 1) & mask;
    }
    const group = this.#groups++;
    keys[2 * group] = low;
    keys[2 * group + 1] = high;
    slots[slot] = group + 1;
    if (2 * this.#groups === slots.length) this.#grow();
    return group;
  }

  #grow(): void {
    const keys = this.#keys;
    this.#keys = longer(keys);
    this.#members = longer(this.#members);
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let group = 0; group < this.#groups; group++) {
      let slot = mixed(this.#scattered(keys[2 * group + 1]) + keys[2 * group]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = group + 1;
    }
    this.#slots = slots;
  }

  /** Of the high half of an address, which nearly all of a heap have in common. */
  #scattered(high: number): number {
    return mixed(high ^ this.#seed);
  }
}

/** Which page of its group an address is in. */
function memberOf(low: number): number {
  return (low >>> PAGE_BITS) & (GROUP - 1);
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
