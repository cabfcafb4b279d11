/** A replacement as the editor tells it: lines and characters from 0. */
export interface LineChange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

const LINE_END = /\r\n|\r|\n/;

export function splitLines(text: string): readonly string[] {
  return text.split(LINE_END);
}

/**
 * Which line of a text is which line of the text it was made from. Follows edits instead of comparing texts, because a
 * comparison takes a pasted copy of a function for the function. A line whose text was changed has no origin until it
 * has its old text again. All lines count from 1.
 */
export class LineMap {
  readonly #base: readonly string[];
  #lines: readonly string[];
  /** By current line (from 0): its line in the base, 0 for none. Those that are not 0 ascend. */
  #origins: number[];
  #byOrigin: Map<number, number> | null = null;

  private constructor(base: readonly string[], lines: readonly string[], origins: readonly number[]) {
    this.#base = base;
    this.#lines = lines;
    this.#origins = [...origins];
  }

  static unchanged(lines: readonly string[]): LineMap {
    return new LineMap(
      lines,
      lines,
      lines.map((_, index) => index + 1),
    );
  }

  /** When nobody saw the edits: what both texts begin and end with is the same, and what is between is unknown. */
  static between(base: readonly string[], lines: readonly string[]): LineMap {
    const map = new LineMap(
      base,
      lines,
      lines.map(() => 0),
    );
    map.#settle(0, lines.length, false);
    return map;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Line of the base that this line is, or null. */
  originOf(line: number): number | null {
    const origin = this.#origins[line - 1] ?? 0;
    return origin === 0 ? null : origin;
  }

  /** Where a line of the base is now, or null. */
  lineOf(origin: number): number | null {
    this.#byOrigin ??= new Map(this.#origins.flatMap((from, index) => (from === 0 ? [] : [[from, index + 1]])));
    return this.#byOrigin.get(origin) ?? null;
  }

  /** Changes of one event have to come as the editor gives them: the last in the text first. */
  apply({ startLine, startCharacter, endLine, endCharacter, text }: LineChange): void {
    const head = (this.#lines[startLine] ?? '').slice(0, startCharacter);
    const tail = (this.#lines[endLine] ?? '').slice(endCharacter);
    const fresh = splitLines(head + text + tail);
    const removed = endLine - startLine + 1;
    // Not splice(), whose arguments overflow the stack when a big text is pasted.
    this.#lines = [...this.#lines.slice(0, startLine), ...fresh, ...this.#lines.slice(startLine + removed)];
    this.#origins = [
      ...this.#origins.slice(0, startLine),
      ...fresh.map(() => 0),
      ...this.#origins.slice(startLine + removed),
    ];
    this.#byOrigin = null;
    // What is inserted at the start of a line pushes that line down; what is inserted behind one leaves it where it is.
    this.#settle(startLine, startLine + fresh.length, startCharacter === 0);
  }

  /** Gives lines from `from` up to `end` (without) their origin where they have the text of the base there. */
  #settle(from: number, end: number, bottomFirst: boolean): void {
    let [first, last] = [from, end - 1];
    while (first > 0 && this.#origins[first - 1] === 0) first--;
    while (last + 1 < this.#lines.length && this.#origins[last + 1] === 0) last++;
    let above = (this.#origins[first - 1] ?? 0) + 1;
    let below = (this.#origins[last + 1] ?? this.#base.length + 1) - 1;
    const fromTop = () => {
      while (first <= last && above <= below && this.#lines[first] === this.#base[above - 1]) {
        this.#origins[first++] = above++;
      }
    };
    const fromBottom = () => {
      while (first <= last && above <= below && this.#lines[last] === this.#base[below - 1]) {
        this.#origins[last--] = below--;
      }
    };
    if (bottomFirst) fromBottom();
    fromTop();
    fromBottom();
  }
}
