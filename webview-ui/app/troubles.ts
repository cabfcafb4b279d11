import { batch, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Disposable } from '../../src/base/disposable.js';

/** Something that the page shows and that could not be read. */
export interface Trouble {
  /** For people, as it stands in a list: `the calls of MainThread`. */
  readonly what: string;
  readonly message: string;
}

/** Waiting doubles from the first of these: seven tries in 16 seconds, then only when there is a reason for another. */
const FIRST_WAIT_MS = 250;
const MOST_WAITS = 6;

/** What could not be read, whoever wanted it. One per page; the banner shows it. */
export class Troubles {
  readonly #all = signal<ReadonlyMap<Retry, Trouble>>(new Map());
  readonly all: ReadonlySignal<ReadonlyMap<Retry, Trouble>> = this.#all;

  readonly #tries = signal(0);
  /** Counts up when a person wants all of it tried again: what shows its own failure asks again, too. */
  readonly tries: ReadonlySignal<number> = this.#tries;

  /** @param again asks once more; called a while after a failure, and when a person wants it. */
  retry(what: string, again: () => void): Retry {
    return new Retry(this, what, again);
  }

  /** Asks again for everything that is missing. */
  tryAgain(): void {
    const now = [...this.#all.peek().keys()];
    batch(() => {
      this.#tries.value++;
      now.forEach((retry) => retry.again());
    });
  }

  set(retry: Retry, trouble: Trouble): void {
    this.#all.value = new Map(this.#all.peek()).set(retry, trouble);
  }

  delete(retry: Retry): void {
    if (!this.#all.peek().has(retry)) return;
    this.#all.value = new Map([...this.#all.peek()].filter(([known]) => known !== retry));
  }
}

/** One thing that is asked for until it is there: the waits between the tries grow, and end. */
export class Retry implements Disposable {
  readonly #troubles: Troubles;
  readonly #what: string;
  readonly #again: () => void;
  #failures = 0;
  #waits = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #holds = false;

  constructor(troubles: Troubles, what: string, again: () => void) {
    this.#troubles = troubles;
    this.#what = what;
    this.#again = again;
  }

  /** It failed, and it is not time for another try. */
  get holds(): boolean {
    return this.#holds;
  }

  /** Said once it failed twice in a row: a store that is opened again at the next question is no news. */
  failed(message: string): void {
    this.#failures++;
    this.#holds = true;
    if (this.#failures > 1) this.#troubles.set(this, { what: this.#what, message });
    this.#stopWaiting();
    if (this.#waits >= MOST_WAITS) return;
    this.#timer = setTimeout(() => this.#go(), FIRST_WAIT_MS * 2 ** this.#waits++);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#troubles.delete(this);
    this.renew();
  }

  /** There is a reason for a try out of turn, as a run that has grown: it is asked for now, with all waits after it. */
  renew(): void {
    this.#waits = 0;
    this.#holds = false;
    this.#stopWaiting();
  }

  /** A person wants it now. What fails then is said at once. */
  again(): void {
    this.#troubles.delete(this);
    this.renew();
    this.#again();
  }

  dispose(): void {
    this.succeeded();
  }

  #go(): void {
    this.#timer = null;
    this.#holds = false;
    this.#again();
  }

  #stopWaiting(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
