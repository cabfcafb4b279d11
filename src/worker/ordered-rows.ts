/** How a table of names is to be ordered and filtered, and which part of it is wanted. */
interface Query<Column extends string> {
  /** Words that the name must hold, whatever their case. */
  readonly text: string;
  readonly column: Column;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** Rows with names in whatever order they are wanted; what the last question took is kept, as its next page is asked for by it. */
export class OrderedRows<Row extends { readonly name: string }, Column extends string> {
  readonly all: readonly Row[];
  readonly #ordered: (rows: readonly Row[], column: Column, descending: boolean) => readonly Row[];
  #last: { readonly key: string; readonly rows: readonly Row[] } | null = null;

  constructor(
    all: readonly Row[],
    ordered: (rows: readonly Row[], column: Column, descending: boolean) => readonly Row[],
  ) {
    this.all = all;
    this.#ordered = ordered;
  }

  page({ text, column, descending, limit, offset }: Query<Column>) {
    const key = `${column} ${descending} ${text}`;
    if (this.#last?.key !== key) {
      this.#last = { key, rows: this.#ordered(matching(this.all, text), column, descending) };
    }
    const { rows } = this.#last;
    return { total: rows.length, rows: rows.slice(offset, offset + limit), of: this.all.length };
  }
}

/** Rows whose name holds all words of a text. */
function matching<Row extends { readonly name: string }>(rows: readonly Row[], text: string): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ name }) => {
    const hay = name.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
