import { effect, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Disposable } from '../../src/base/disposable.js';

/** Where VS Code keeps the state of a page over a reload of the window. */
export interface StateStore {
  getState(): unknown;
  setState(state: unknown): void;
}

/** Scrolling and zooming change the state at every frame; writing it crosses to another process. */
const WRITE_AFTER_MS = 300;

/** State of the page that comes back after a reload. What comes back is checked: another version may have written it. */
export class KeptState implements Disposable {
  readonly #store: StateStore;
  readonly #before: ReadonlyMap<string, unknown>;
  readonly #signals = new Map<string, Signal<unknown>>();
  readonly #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(store: StateStore) {
    this.#store = store;
    this.#before = entriesOf(store.getState());
  }

  /**
   * The signal of that key, made at the first call: whoever asks again shares it. Holds JSON only.
   *
   * @param isValid whether what was kept is still something this page can show.
   */
  signal<T>(key: string, initial: T, isValid: (kept: unknown) => kept is T): Signal<T> {
    const known = this.#signals.get(key);
    if (known !== undefined) return known as Signal<T>;
    const kept = this.#before.get(key);
    const made = signal<T>(isValid(kept) ? kept : initial);
    this.#signals.set(key, made);
    let isFirst = true;
    this.#stops.push(
      effect(() => {
        void made.value;
        if (!isFirst) this.#writeSoon();
        isFirst = false;
      }),
    );
    return made;
  }

  /** Writes what is waiting to be written. */
  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const now = new Map([...this.#before, ...[...this.#signals].map(([key, { value }]) => [key, value] as const)]);
    this.#store.setState(Object.fromEntries(now));
  }

  dispose(): void {
    this.flush();
    for (const stop of this.#stops) stop();
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => this.flush(), WRITE_AFTER_MS);
  }
}

function entriesOf(state: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof state === 'object' && state !== null ? Object.entries(state) : []);
}
