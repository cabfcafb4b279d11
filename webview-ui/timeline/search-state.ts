import { batch, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { SearchHit } from '../../src/rpc/view-contract.js';
import type { TaskInfo } from '../../src/store/api.js';
import type { Model } from '../app/model.js';

const MOST_HITS = 5000;
const TYPING_MS = 150;

export interface Found {
  readonly text: string;
  readonly hits: readonly SearchHit[];
  /** Calls of all functions that match. */
  readonly calls: number;
  /** Tasks that match by their name or coroutine: they come after the calls. */
  readonly tasks: number;
}

/** The search of the timeline: functions by name or file and their calls one after the other, then tasks by name. */
export class SearchState extends Owner {
  readonly #model: Model;
  readonly #showTask: (task: TaskInfo) => void;
  readonly #found = signal<Found | null>(null);
  readonly #at = signal<number | null>(null);
  readonly #failure = signal<string | null>(null);
  readonly text = signal('');
  readonly found: ReadonlySignal<Found | null> = this.#found;
  /** Which of the calls found was gone to last, from 0. */
  readonly at: ReadonlySignal<number | null> = this.#at;
  readonly failure: ReadonlySignal<string | null> = this.#failure;
  #stepping: Promise<void> = Promise.resolve();

  /** @param showTask shows and selects a task. */
  constructor(model: Model, showTask: (task: TaskInfo) => void) {
    super();
    this.#showTask = showTask;
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
    const { host } = this.#model;
    const [result, tasks] = await Promise.all([
      host.request('search', { text, limit: MOST_HITS }, outdated),
      host.request('searchTasks', { text, limit: 0 }, outdated),
    ]);
    if (outdated.aborted) return;
    if (isOk(result)) this.#show({ text, ...result.ok, tasks: isOk(tasks) ? tasks.ok.count : 0 }, null);
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
    const all = found === null ? 0 : found.calls + found.tasks;
    if (found === null || all === 0) return;
    const before = this.#at.peek();
    const first = by === 1 ? 0 : all - 1;
    const next = before === null ? first : (before + by + all) % all;
    if (next >= found.calls) {
      await this.#goToTask(found, next);
      return;
    }
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

  async #goToTask(found: Found, next: number): Promise<void> {
    const query = { text: found.text, limit: 1, offset: next - found.calls };
    const result = await this.#model.host.request('searchTasks', query);
    if (this.#found.peek() !== found) return;
    if (!isOk(result)) {
      this.#failure.value = result.err.message;
      return;
    }
    const task = result.ok.hits.at(0);
    if (task === undefined) return;
    this.#at.value = next;
    this.#showTask(task);
  }
}
