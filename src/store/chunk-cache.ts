/** What was read from the data file, up to a number of bytes; the least lately used go first. */
export class ChunkCache<T extends { readonly bytes: number }> {
  readonly #kept = new Map<number, T>();
  readonly #most: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get(key: number, read: () => T): T {
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // A Map keeps the order of insertion: what was used moves to its end.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const fresh = read();
    this.#kept.set(key, fresh);
    this.#bytes += fresh.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#most || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
    return fresh;
  }
}
