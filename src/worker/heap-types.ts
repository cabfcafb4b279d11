import type { TypeTotals } from '../heap/type-totals.js';
import type { HeapTypeRow, HeapTypes, TypeColumn, TypesQuery } from '../rpc/heap-contract.js';
import { shown } from './heap-steps.js';
import { OrderedRows } from './ordered-rows.js';

/** Orders names as people do. */
export const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The types of a snapshot with their sums, in whatever order they are wanted. */
export class HeapTypeTable {
  readonly #rows: OrderedRows<HeapTypeRow, TypeColumn>;
  readonly #mostShallow: number;
  readonly #mostRetained: number;

  constructor(types: readonly { readonly name: string }[], totals: TypeTotals) {
    const rows: HeapTypeRow[] = [];
    for (const [type, { name }] of types.entries()) {
      if (totals.count[type] === 0) continue;
      rows.push({
        type,
        name: shown(name),
        count: totals.count[type],
        shallowBytes: totals.shallowBytes[type],
        retainedBytes: totals.retainedBytes[type],
      });
    }
    this.#rows = new OrderedRows(rows, ordered);
    this.#mostShallow = rows.reduce((most, { shallowBytes }) => Math.max(most, shallowBytes), 0);
    this.#mostRetained = rows.reduce((most, { retainedBytes }) => Math.max(most, retainedBytes), 0);
  }

  /** Types that there are objects of. */
  get count(): number {
    return this.#rows.all.length;
  }

  page(query: TypesQuery): HeapTypes {
    return { ...this.#rows.page(query), mostShallow: this.#mostShallow, mostRetained: this.#mostRetained };
  }
}

/** Equals by what they retain, then as they were recorded. */
function ordered(rows: readonly HeapTypeRow[], column: TypeColumn, descending: boolean): readonly HeapTypeRow[] {
  const direction = descending ? -1 : 1;
  const compare = (a: HeapTypeRow, b: HeapTypeRow) =>
    column === 'name' ? names.compare(a.name, b.name) : a[column] - b[column];
  return rows.toSorted((a, b) => direction * compare(a, b) || b.retainedBytes - a.retainedBytes || a.type - b.type);
}
