/** Keys in the order of their last use: decides which run is closed first. */
export class Recency {
  /** Least recently used first: a Set keeps the order of insertion. */
  readonly #keys = new Set<string>();

  use(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
  }

  forget(key: string): void {
    this.#keys.delete(key);
  }

  /** What has to go so that at most `limit` remain, least recently used first; what is held never goes. */
  excess(limit: number, isHeld: (key: string) => boolean): readonly string[] {
    return [...this.#keys].filter((key) => !isHeld(key)).slice(0, Math.max(0, this.#keys.size - limit));
  }
}
