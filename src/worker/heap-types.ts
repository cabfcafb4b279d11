import type { TypeTotals } from '../heap/type-totals.js';
import type { HeapTypeRow, HeapTypes, TypeColumn, TypesQuery } from '../rpc/heap-contract.js';
import { shown } from './heap-steps.js';

/** Orders names as people do. */
export const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The types of a snapshot with their sums, in whatever order they are wanted. */
export class HeapTypeTable {
  readonly #rows: readonly HeapTypeRow[];
  readonly #mostShallow: number;
  readonly #mostRetained: number;
  /** The rows of the last question, as the next page of them is asked for by it. */
  #last: { readonly key: string; readonly rows: readonly HeapTypeRow[] } | null = null;

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
    this.#rows = rows;
    this.#mostShallow = rows.reduce((most, { shallowBytes }) => Math.max(most, shallowBytes), 0);
    this.#mostRetained = rows.reduce((most, { retainedBytes }) => Math.max(most, retainedBytes), 0);
  }

  /** Types that there are objects of. */
  get count(): number {
    return this.#rows.length;
  }

  page({ text, column, descending, limit, offset }: TypesQuery): HeapTypes {
    const key = `${column} ${descending} ${text}`;
    if (this.#last?.key !== key) this.#last = { key, rows: ordered(matching(this.#rows, text), column, descending) };
    const { rows } = this.#last;
    return {
      total: rows.length,
      rows: rows.slice(offset, offset + limit),
      of: this.#rows.length,
      mostShallow: this.#mostShallow,
      mostRetained: this.#mostRetained,
    };
  }
}

/** Rows whose name holds all words of a text, whatever their case. */
export function matching<Row extends { readonly name: string }>(rows: readonly Row[], text: string): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ name }) => {
    const hay = name.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Equals by what they retain, then as they were recorded. */
function ordered(rows: readonly HeapTypeRow[], column: TypeColumn, descending: boolean): readonly HeapTypeRow[] {
  const direction = descending ? -1 : 1;
  const compare = (a: HeapTypeRow, b: HeapTypeRow) =>
    column === 'name' ? names.compare(a.name, b.name) : a[column] - b[column];
  return rows.toSorted((a, b) => direction * compare(a, b) || b.retainedBytes - a.retainedBytes || a.type - b.type);
}
