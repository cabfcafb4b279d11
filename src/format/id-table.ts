/** Ids below this live in an array; recorders count from 1, so others occur in hostile files only. */
const DENSE_LIMIT = 1 << 22;

/** A byte per id. Ids never set read as 0. */
export class IdTable {
  #dense = new Uint8Array(1024);
  readonly #sparse = new Map<number, number>();

  get(id: number): number {
    return id < this.#dense.length ? this.#dense[id] : (this.#sparse.get(id) ?? 0);
  }

  set(id: number, value: number): void {
    if (id >= DENSE_LIMIT) {
      this.#sparse.set(id, value);
      return;
    }
    if (id >= this.#dense.length) {
      const larger = new Uint8Array(Math.min(DENSE_LIMIT, Math.max(id + 1, this.#dense.length * 2)));
      larger.set(this.#dense);
      this.#dense = larger;
    }
    this.#dense[id] = value;
  }
}
