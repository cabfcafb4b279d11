import type { SpillArea } from './sink.js';
import { Ended, NO_ADDRESS } from './slice.js';

/**
 * What is known of a generator, coroutine or async generator as a whole: its slices may lie far apart and on several
 * threads. Numbered 1, 2, 3 ... within the run, in pages of `PAGE_ACTIVATIONS`.
 *
 *     first f64 | last f64 | endNs f64 | activeNs f64 | exit f64 | intervals * 32 + valued * 8 + ended, f64
 *
 * `valued` says how many of its intervals keep a value: 0, 1, or 2 for more.
 */
const PAGE_ACTIVATIONS = 1024;
const FIELDS = 6;
export const PAGE_BYTES = PAGE_ACTIVATIONS * FIELDS * 8;

export interface Activation {
  /** Id of its first slice: the call's id. */
  readonly first: number;
  /** Id of its latest slice. */
  readonly last: number;
  /** End of its latest finished interval, nanoseconds since the start of its process's recording. */
  readonly endNs: number;
  /** Sum of its finished intervals. */
  readonly activeNs: number;
  /** Address of the value of its final exit, or `NO_ADDRESS`. */
  readonly exit: number;
  /** Finished intervals. */
  readonly intervals: number;
  /** How its latest interval ended. */
  readonly ended: number;
}

/** Bytes. */
interface Memory {
  readonly allocated: number;
  readonly freed: number;
}

export function readActivation(page: Float64Array, ordinal: number): Activation {
  const at = ((ordinal - 1) % PAGE_ACTIVATIONS) * FIELDS;
  const packed = page[at + 5];
  return {
    first: page[at],
    last: page[at + 1],
    endNs: page[at + 2],
    activeNs: page[at + 3],
    exit: page[at + 4],
    intervals: Math.floor(packed / 32),
    ended: packed & 7,
  };
}

export function pageOf(ordinal: number): number {
  return Math.floor((ordinal - 1) / PAGE_ACTIVATIONS);
}

interface Page {
  values: Float64Array | null;
  key: number | null;
  used: number;
}

/** Pages in memory up to a bound; the least lately used go to the spill area. */
export class ActivationPages {
  count = 0;
  readonly #pages: Page[] = [];
  /** Bytes so far of those that live, where they are counted. */
  readonly #memory = new Map<number, Memory>();
  readonly #spill: SpillArea;
  readonly #most: number;
  #inMemory = 0;
  #clock = 0;

  constructor(spill: SpillArea, mostPagesInMemory = 256) {
    this.#spill = spill;
    this.#most = mostPagesInMemory;
  }

  /** A new activation; returns its ordinal. */
  begin(first: number): number {
    const ordinal = ++this.count;
    const page = this.#page(ordinal);
    const at = offset(ordinal);
    page[at] = first;
    page[at + 1] = first;
    page[at + 4] = NO_ADDRESS;
    return ordinal;
  }

  /** A later interval began; returns the id of the slice before it. */
  resume(ordinal: number, slice: number): number {
    const page = this.#page(ordinal);
    const at = offset(ordinal);
    const before = page[at + 1];
    page[at + 1] = slice;
    return before;
  }

  /** An interval ended. Returns the time of all intervals so far. */
  end(ordinal: number, endNs: number, lengthNs: number, ended: number, exit: number): number {
    const page = this.#page(ordinal);
    const at = offset(ordinal);
    page[at + 2] = endNs;
    page[at + 3] += lengthNs;
    page[at + 4] = exit;
    page[at + 5] += 32 - (page[at + 5] & 7) + ended;
    return page[at + 3];
  }

  /** An interval has ended that allocated and freed so much. Returns the sums over all intervals so far. */
  allocate(ordinal: number, allocated: number, freed: number, ended: number): Memory {
    const before = this.#memory.get(ordinal);
    const sums = { allocated: allocated + (before?.allocated ?? 0), freed: freed + (before?.freed ?? 0) };
    if (ended === Ended.yield) this.#memory.set(ordinal, sums);
    else this.#memory.delete(ordinal);
    return sums;
  }

  /** Bytes allocated less bytes freed in the intervals so far. */
  net(ordinal: number): number {
    const sums = this.#memory.size === 0 ? undefined : this.#memory.get(ordinal);
    return sums === undefined ? 0 : sums.allocated - sums.freed;
  }

  /** An interval keeps a value; true when it is the first that does. */
  keep(ordinal: number): boolean {
    const page = this.#page(ordinal);
    const at = offset(ordinal) + 5;
    const valued = (page[at] >> 3) & 3;
    if (valued < 2) page[at] += 8;
    return valued === 0;
  }

  /** The latest interval keeps no value after all; true when no other one does. */
  drop(ordinal: number): boolean {
    const page = this.#page(ordinal);
    const at = offset(ordinal) + 5;
    if (((page[at] >> 3) & 3) !== 1) return false;
    page[at] -= 8;
    return true;
  }

  /** The latest interval did not end with a yield, but with an exception. */
  failed(ordinal: number): void {
    this.#memory.delete(ordinal);
    const page = this.#page(ordinal);
    const at = offset(ordinal);
    page[at + 4] = NO_ADDRESS;
    page[at + 5] += Ended.unwind - (page[at + 5] & 7);
  }

  get(ordinal: number): Activation {
    return readActivation(this.#page(ordinal), ordinal);
  }

  /** All pages in order, for the data file. */
  *pages(): Generator<Float64Array> {
    for (let index = 0; index < this.#pages.length; index++) yield this.#page(index * PAGE_ACTIVATIONS + 1);
  }

  #page(ordinal: number): Float64Array {
    const index = pageOf(ordinal);
    const known = this.#pages[index];
    if (known?.values) {
      known.used = ++this.#clock;
      return known.values;
    }
    return this.#load(index);
  }

  #load(index: number): Float64Array {
    if (this.#inMemory >= this.#most) this.#evict();
    const known = this.#pages[index];
    const values = new Float64Array(PAGE_ACTIVATIONS * FIELDS);
    if (known === undefined) {
      this.#pages[index] = { values, key: null, used: ++this.#clock };
    } else {
      if (known.key !== null) values.set(new Float64Array(this.#spill.get(known.key).slice().buffer));
      known.values = values;
      known.used = ++this.#clock;
    }
    this.#inMemory++;
    return values;
  }

  /** Half of them at once, so that looking for the oldest is rare. */
  #evict(): void {
    const loaded = this.#pages.filter((page) => page.values !== null).toSorted((a, b) => a.used - b.used);
    for (const page of loaded.slice(0, Math.ceil(loaded.length / 2))) {
      if (page.values === null) continue;
      page.key = this.#spill.put(new Uint8Array(page.values.buffer), page.key);
      page.values = null;
      this.#inMemory--;
    }
  }
}

function offset(ordinal: number): number {
  return ((ordinal - 1) % PAGE_ACTIVATIONS) * FIELDS;
}
