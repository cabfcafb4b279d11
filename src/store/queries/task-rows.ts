/** What has a stretch of time and wants a row. */
export interface Placed {
  readonly fromNs: number;
  readonly toNs: number;
  row: number;
}

/**
 * Gives each the topmost row that is free from its start to its end, as the async tracks of Chrome's DevTools and of
 * Perfetto do: those that never overlap share one. @param placed in order of start. @returns the number of rows.
 */
export function packRows(placed: readonly Placed[]): number {
  const busy = new Heap<Placed>((a, b) => a.toNs - b.toNs);
  const free = new Heap<number>((a, b) => a - b);
  let rows = 0;
  for (const each of placed) {
    for (let first = busy.first; first !== undefined && first.toNs <= each.fromNs; first = busy.first) {
      free.push(first.row);
      busy.pop();
    }
    each.row = free.pop() ?? rows++;
    busy.push(each);
  }
  return rows;
}

/** A binary heap: the least comes first. */
class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#compare(items[above], item) <= 0) break;
      items[at] = items[above];
      at = above;
    }
    items[at] = item;
  }

  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#compare(items[below + 1], items[below]) < 0) below++;
      if (this.#compare(last, items[below]) <= 0) break;
      items[at] = items[below];
      at = below;
    }
    items[at] = last;
    return first;
  }
}
