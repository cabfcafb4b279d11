import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Model } from '../app/model.js';
import { uncountedWords } from '../app/uncounted-words.js';

/** What the colours of the timeline mean: functions, or the bytes that calls allocated less those they freed. */
export class ColourChoice {
  readonly #wanted;
  readonly #asked = signal(false);
  /** Why there is nothing to colour by, and what to do for it; null where bytes were counted. */
  readonly uncounted: ReadonlySignal<string | null>;
  readonly byMemory: ReadonlySignal<boolean>;
  /** Somebody wanted it where there is nothing: says `uncounted`. */
  readonly explains: ReadonlySignal<boolean>;

  constructor(model: Model) {
    this.#wanted = model.kept('timeline.byMemory', false, isFlag);
    this.uncounted = computed(() => (model.info.value === null ? null : uncountedWords(model.info.value)));
    this.byMemory = computed(() => this.#wanted.value && model.info.value !== null && this.uncounted.value === null);
    this.explains = computed(() => this.#asked.value && this.uncounted.value !== null);
  }

  toggle(): void {
    if (this.uncounted.peek() === null) this.#wanted.value = !this.#wanted.peek();
    else this.#asked.value = !this.#asked.peek();
  }
}

function isFlag(kept: unknown): kept is boolean {
  return typeof kept === 'boolean';
}
