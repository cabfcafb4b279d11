import { LineMap } from './line-map.js';
import type { LineChange } from './line-map.js';

/** A time in which the file on disk held one text, in milliseconds since 1970, and what became of its lines since. */
interface Era {
  readonly fromMs: number;
  /** The moment the file was written again. */
  untilMs: number;
  readonly map: LineMap;
}

const MOST_ERAS = 8;

/** Clocks of file systems and of this process may differ by so much. */
const CLOCK_TOLERANCE_MS = 1000;

/** What a file held while its editor was open, so that lines of a run are found for the text that the run had read. */
export class DocumentHistory {
  readonly #eras: Era[] = [];

  /** @param fromMs when the file on disk got the text that `map` begins with. */
  constructor(map: LineMap, fromMs: number) {
    this.#eras.push({ fromMs, untilMs: Infinity, map });
  }

  /** Lines as they are now. */
  get lines(): readonly string[] {
    return this.#latest.map.lines;
  }

  edit(changes: readonly LineChange[]): void {
    for (const { map } of this.#eras) {
      for (const change of changes) map.apply(change);
    }
  }

  /** The file was written with `lines`, from the editor or behind its back. */
  written(lines: readonly string[], atMs: number): void {
    // A file that was put back with an old date: nobody knows what ran in between.
    if (atMs < this.#latest.fromMs) this.#eras.length = 0;
    else this.#latest.untilMs = atMs;
    this.#eras.push({ fromMs: atMs, untilMs: Infinity, map: LineMap.unchanged(lines) });
    if (this.#eras.length > MOST_ERAS) this.#eras.shift();
  }

  /** Whether a file of this date was written after all that this history knows of. */
  isOlderThan(modifiedMs: number): boolean {
    return modifiedMs > this.#latest.fromMs + CLOCK_TOLERANCE_MS;
  }

  /** Where lines of the text are now that a run read which started then; null when that text is not known. */
  since(startedMs: number): LineMap | null {
    return this.#eras.find(({ fromMs, untilMs }) => fromMs <= startedMs && startedMs < untilMs)?.map ?? null;
  }

  get #latest(): Era {
    return this.#eras[this.#eras.length - 1];
  }
}
