/** Cuts texts to a width. Every text is measured once, character by character, for as long as the font stays. */
export class LabelCutter {
  readonly #measure: (text: string) => number;
  readonly #most: number;
  /** Widths of characters and of prefixes of texts; the oldest text goes first. */
  readonly #characters = new Map<string, number>();
  readonly #texts = new Map<string, Measured>();
  #font = '';
  #ellipsis = 0;

  /** @param measure width of a text in pixels, in the font that was set last. */
  constructor(measure: (text: string) => number, most = 2000) {
    this.#measure = measure;
    this.#most = most;
  }

  /** Forgets all widths when the font is another one. */
  setFont(font: string): void {
    if (font === this.#font) return;
    this.#font = font;
    this.#characters.clear();
    this.#texts.clear();
    this.#ellipsis = this.#widthOf('…');
  }

  get size(): number {
    return this.#texts.size;
  }

  /** The text, or its beginning with an ellipsis; empty when not even three characters fit. */
  cut(text: string, width: number): string {
    const { prefixes, characters } = this.#measured(text);
    const all = characters.length;
    if (all === 0 || prefixes[all] <= width) return text;
    let low = 0;
    let high = all;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (prefixes[middle] + this.#ellipsis <= width) low = middle;
      else high = middle - 1;
    }
    return low < 3 ? '' : `${characters.slice(0, low).join('')}…`;
  }

  /**
   * A qualified name with something behind it: whole if it fits, else without as many of its first parts as it takes, else
   * the beginning of its last part. Classes are many, and what tells their methods apart stands last.
   */
  cutName(qualname: string, behind: string, width: number): string {
    let name = qualname;
    for (let at = name.indexOf('.'); at >= 0 && this.#widthOfText(name + behind) > width; at = name.indexOf('.')) {
      name = name.slice(at + 1);
    }
    return this.cut(name + behind, width);
  }

  #widthOfText(text: string): number {
    const { prefixes, characters } = this.#measured(text);
    return prefixes[characters.length];
  }

  #measured(text: string): Measured {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const characters = Array.from(text);
    const prefixes = new Float32Array(characters.length + 1);
    for (const [at, character] of characters.entries()) prefixes[at + 1] = prefixes[at] + this.#widthOf(character);
    const measured = { characters, prefixes };
    if (this.#texts.size >= this.#most) {
      const [oldest] = this.#texts.keys();
      this.#texts.delete(oldest);
    }
    this.#texts.set(text, measured);
    return measured;
  }

  #widthOf(character: string): number {
    const known = this.#characters.get(character);
    if (known !== undefined) return known;
    if (this.#characters.size >= this.#most) this.#characters.clear();
    const width = this.#measure(character);
    this.#characters.set(character, width);
    return width;
  }
}

interface Measured {
  readonly characters: readonly string[];
  /** Width of the first n characters. */
  readonly prefixes: Float32Array;
}
