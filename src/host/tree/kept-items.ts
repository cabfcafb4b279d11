/** As long a memory is enough for anybody, and a store opened at every start for each of many runs would not be. */
const MOST_RUNS = 3;
const MOST_ITEMS = 300;

interface Kept {
  readonly folder: string;
  readonly id: string;
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  return 'folder' in value && typeof value.folder === 'string' && 'id' in value && typeof value.id === 'string';
}

/** Which items of the tree are expanded, least recently first: the editor itself forgets it when its window is loaded again. */
export class KeptItems {
  readonly #items: Map<string, Kept>;

  /** @param kept what `toKeep` gave in another session; anything else is no item. */
  constructor(kept: unknown) {
    const items = Array.isArray(kept) ? kept.filter(isKept) : [];
    this.#items = new Map(items.map(({ folder, id }) => [id, { folder, id }]));
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  add(folder: string, id: string): void {
    this.#items.delete(id);
    this.#items.set(id, { folder, id });
  }

  /** The editor tells of what is inside an item that is collapsed no more: it comes back with it. */
  delete(id: string): void {
    this.#items.delete(id);
  }

  /** Of the runs that were used last, the items that were. */
  toKeep(): readonly Kept[] {
    const latest = [...this.#items.values()].toReversed();
    const runs = new Set([...new Set(latest.map(({ folder }) => folder))].slice(0, MOST_RUNS));
    return latest
      .filter(({ folder }) => runs.has(folder))
      .slice(0, MOST_ITEMS)
      .toReversed();
  }
}
