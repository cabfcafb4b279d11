import { batch, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { SearchHit } from '../../src/rpc/view-contract.js';
import type { Model } from '../app/model.js';

const MOST_HITS = 5000;
const TYPING_MS = 150;

export interface Found {
  readonly text: string;
  readonly hits: readonly SearchHit[];
  /** Calls of all functions that match. */
  readonly calls: number;
}

/** The search of the timeline: functions by name or file, and their calls one after the other. */
export class SearchState extends Owner {
  readonly #model: Model;
  readonly #found = signal<Found | null>(null);
  readonly #at = signal<number | null>(null);
  readonly #failure = signal<string | null>(null);
  readonly text = signal('');
  readonly found: ReadonlySignal<Found | null> = this.#found;
  /** Which of the calls found was gone to last, from 0. */
  readonly at: ReadonlySignal<number | null> = this.#at;
  readonly failure: ReadonlySignal<string | null> = this.#failure;
  #stepping: Promise<void> = Promise.resolve();

  constructor(model: Model) {
    super();
    this.#model = model;
    this.register({ dispose: effect(() => this.#search(this.text.value.trim())) });
  }

  /** Selects the next or previous call of what was found; goes round at the ends. */
  step(by: 1 | -1): Promise<void> {
    this.#stepping = this.#stepping.then(() => this.#step(by));
    return this.#stepping;
  }

  #search(text: string): (() => void) | undefined {
    if (text === '') {
      this.#show(null, null);
      return undefined;
    }
    const outdated = new AbortController();
    const timer = setTimeout(() => void this.#ask(text, outdated.signal), TYPING_MS);
    return () => {
      clearTimeout(timer);
      outdated.abort();
    };
  }

  async #ask(text: string, outdated: AbortSignal): Promise<void> {
    const result = await this.#model.host.request('search', { text, limit: MOST_HITS }, outdated);
    if (outdated.aborted) return;
    if (isOk(result)) this.#show({ text, ...result.ok }, null);
    else this.#show(null, result.err.message);
  }

  #show(found: Found | null, failure: string | null): void {
    batch(() => {
      this.#found.value = found;
      this.#failure.value = failure;
      this.#at.value = null;
    });
  }

  async #step(by: 1 | -1): Promise<void> {
    const found = this.#found.peek();
    if (found === null || found.calls === 0) return;
    const before = this.#at.peek();
    const first = by === 1 ? 0 : found.calls - 1;
    const next = before === null ? first : (before + by + found.calls) % found.calls;
    const functionIds = found.hits.map(({ functionId }) => functionId);
    const result = await this.#model.host.request('callsOf', { functionIds, limit: 1, offset: next });
    if (this.#found.peek() !== found) return;
    if (!isOk(result)) {
      this.#failure.value = result.err.message;
      return;
    }
    const call = result.ok.at(0);
    if (call === undefined) return;
    this.#at.value = next;
    this.#model.select({ thread: call.thread, call: call.id });
  }
}
