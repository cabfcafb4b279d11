import type { HeapPage } from '../../src/rpc/heap-contract.js';

/** Rows asked for at once. */
export const ROWS_PER_PAGE = 200;

/** What came so far of a list that is asked for page by page. */
export class PageCache<Row> {
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** Null while its page is on its way. */
  row(index: number): Row | null {
    return this.#pages.get(Math.floor(index / ROWS_PER_PAGE))?.[index % ROWS_PER_PAGE] ?? null;
  }

  /** Numbers of pages that rows from `first` to before `end` are on, and that nobody asked for yet; they count as asked for now. */
  take(first: number, end: number): readonly number[] {
    const pages: number[] = [];
    const last = Math.floor((Math.min(end, Math.max(1, this.#total)) - 1) / ROWS_PER_PAGE);
    for (let page = Math.floor(Math.max(0, first) / ROWS_PER_PAGE); page <= last; page++) {
      if (!this.#asked.has(page)) pages.push(page);
    }
    for (const page of pages) this.#asked.add(page);
    return pages;
  }

  put(page: number, { total, rows }: HeapPage<Row>): void {
    this.#asked.add(page);
    this.#pages.set(page, rows);
    this.#total = total;
  }

  /** A page could not be read: it may be asked for again. */
  giveUp(page: number): void {
    this.#asked.delete(page);
  }

  /** Index of a row that has come already; -1 when it has not. */
  find(isMeant: (row: Row) => boolean): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(isMeant);
      if (at >= 0) return page * ROWS_PER_PAGE + at;
    }
    return -1;
  }
}
