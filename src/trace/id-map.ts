import { grown } from './pair-table.js';

/** Ids below this live in an array; recorders count from 1, so others occur in hostile files only. */
const DENSE_LIMIT = 1 << 22;

/** From the ids of a file to small numbers 1, 2, 3 ...; ids never set read as 0. */
export class IdMap {
  #dense = new Uint32Array(256);
  readonly #sparse = new Map<number, number>();

  get(id: number): number {
    return id < this.#dense.length ? this.#dense[id] : (this.#sparse.get(id) ?? 0);
  }

  set(id: number, number: number): void {
    if (id >= DENSE_LIMIT) {
      this.#sparse.set(id, number);
      return;
    }
    if (id >= this.#dense.length) {
      this.#dense = grown(this.#dense, Math.min(DENSE_LIMIT, Math.max(id + 1, this.#dense.length * 2)));
    }
    this.#dense[id] = number;
  }

  /** Replaces ids by their numbers; those never set by what `otherwise` makes of them. */
  translate(ids: Uint32Array, count: number, otherwise: () => number): void {
    const dense = this.#dense;
    const { length } = dense;
    for (let at = 0; at < count; at++) {
      const id = ids[at];
      const number = id < length ? dense[id] : (this.#sparse.get(id) ?? 0);
      ids[at] = number === 0 ? otherwise() : number;
    }
  }
}
