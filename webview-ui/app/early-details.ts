import type { Result } from '../../src/base/result.js';
import type { ShownValues, ViewSelection } from '../../src/rpc/view-contract.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from './model.js';

interface Asked {
  readonly call: number;
  readonly outdated: AbortController;
  readonly row: Promise<Result<CallRow | null>>;
  readonly values: Promise<Result<ShownValues>>;
}

/** The editor follows at the latest then, whether the page has something to show or not. */
const LONGEST_MS = 100;

/** Answers that no pane wanted by then are forgotten. */
const FRESH_MS = 1000;

/**
 * What a call's pane is going to ask for, asked in the moment the call is selected, and not after the next frame. The
 * editor hears of the selection when the answers are there: what it does then (it opens a file, reveals a row of a tree)
 * keeps the thread busy that the page draws on.
 */
export class EarlyDetails {
  readonly #host: Host;
  #asked: Asked | null = null;
  #turn = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  begin(call: number): void {
    this.#asked?.outdated.abort();
    const outdated = new AbortController();
    const asked: Asked = {
      call,
      outdated,
      // Small, and the model waits for it also when the pane does not.
      row: this.#host.request('call', call),
      values: this.#host.request('shownValues', call, outdated.signal),
    };
    this.#asked = asked;
    // A pane that comes later, with another tab, is to see what is there then.
    setTimeout(() => {
      if (this.#asked === asked) this.#asked = null;
    }, FRESH_MS);
  }

  row(call: number): Asked['row'] | null {
    return this.#asked?.call === call ? this.#asked.row : null;
  }

  /**
   * Once only: what is asked for again is asked because it may have changed.
   * @param outdated whoever takes them decides from now on whether they are still wanted.
   */
  takeValues(call: number, outdated: AbortSignal): Asked['values'] | null {
    const asked = this.#asked;
    if (asked?.call !== call) return null;
    this.#asked = null;
    outdated.addEventListener('abort', () => asked.outdated.abort(), { once: true });
    return asked.values;
  }

  /** What was asked for is not to be shown any more: the run has grown, or it failed. */
  forget(): void {
    this.#asked = null;
  }

  /** Tells the editor, when the page had time to show the call; of several in a row the last one. */
  announce(selection: ViewSelection): void {
    const turn = ++this.#turn;
    const tell = () => {
      if (turn !== this.#turn) return;
      this.#turn++;
      void this.#host.request('select', selection);
    };
    const asked = this.#asked;
    if (asked === null || asked.call !== selection.call) {
      tell();
      return;
    }
    setTimeout(tell, LONGEST_MS);
    // After the frame in which the answers are shown.
    void Promise.all([asked.row, asked.values]).then(() => afterFrame(tell));
  }

  /** What somebody selected elsewhere meanwhile counts. */
  withdraw(): void {
    this.#turn++;
  }
}

function afterFrame(work: () => void): void {
  // Not in every place where this runs are there frames; the time above is the limit then.
  if ('requestAnimationFrame' in globalThis) requestAnimationFrame(() => setTimeout(work));
}
