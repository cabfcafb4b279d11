import { computed, effect, signal } from '@preact/signals';
import { isOk } from '../../src/base/result.js';
import type { FunctionStats, SortKey } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { t } from '../app/texts.js';
import type { Retry } from '../app/troubles.js';

/** A list longer than the host's page is cut there; see PAGE_ROWS. */
export const MOST_FUNCTIONS = 5000;

/** While the program runs, figures that jump cannot be read. */
const REFRESH_MS = 1500;

/** Statistics of a run's functions, and their names. Asked for at first use, and again, calmly, while the run grows. */
export class Catalog {
  readonly #model: Model;
  readonly #rows = signal<readonly FunctionStats[] | null>(null);
  readonly #byId = signal<ReadonlyMap<number, FunctionStats>>(new Map());
  readonly #asked = new Set<number>();
  readonly #retry: Retry;
  #sort: SortKey = 'total';
  #busy = false;
  #again = false;
  #nextAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Null until the first answer. */
  readonly rows = computed(() => this.#rows.value);
  /** Every function heard of, also those beyond the cut. */
  readonly byId = computed(() => this.#byId.value);
  /** There are more functions than were sent. */
  readonly isCut = computed(() => (this.#rows.value?.length ?? 0) >= MOST_FUNCTIONS);

  constructor(model: Model) {
    this.#model = model;
    this.#retry = model.troubles.retry(t('the functions and their names'), () => void this.#refresh());
    effect(() => {
      void model.growth.value;
      this.#retry.renew();
      this.#refreshSoon();
    });
  }

  /** Which functions are kept when there are more than can be sent. */
  sortBy(sort: SortKey): void {
    if (sort === this.#sort) return;
    this.#sort = sort;
    if (this.isCut.peek()) void this.#refresh();
  }

  /** Learns a function that is not among those sent, from one of its calls. */
  async learn(functionId: number): Promise<void> {
    if (this.#byId.peek().has(functionId) || this.#asked.has(functionId)) return;
    this.#asked.add(functionId);
    const result = await this.#model.host.request('callsOf', { functionIds: [functionId], limit: 1 });
    // Whoever shows it next asks again.
    if (!isOk(result)) this.#asked.delete(functionId);
    if (!isOk(result) || result.ok.length === 0 || this.#byId.peek().has(functionId)) return;
    const { qualname, file, line } = result.ok[0];
    this.#byId.value = new Map(this.#byId.peek()).set(functionId, {
      ...unknownFunction,
      functionId,
      qualname,
      file,
      line,
    });
  }

  #refreshSoon(): void {
    const wait = this.#nextAt - Date.now();
    if (wait <= 0) void this.#refresh();
    else this.#timer ??= setTimeout(() => void this.#refresh(), wait);
  }

  async #refresh(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#again = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    const result = await this.#model.host.request('top', { sort: this.#sort, limit: MOST_FUNCTIONS });
    this.#busy = false;
    this.#nextAt = Date.now() + REFRESH_MS;
    if (isOk(result)) {
      const byId = new Map(this.#byId.peek());
      for (const row of result.ok) byId.set(row.functionId, row);
      this.#byId.value = byId;
      this.#rows.value = result.ok;
    }
    if (isOk(result)) this.#retry.succeeded();
    else this.#retry.failed(result.err.message);
    if (this.#again) this.#refreshSoon();
  }
}

/** `calls` 0 says that the statistics are not known. */
const unknownFunction: FunctionStats = {
  functionId: 0,
  function: '',
  qualname: '',
  module: '',
  file: '',
  line: 0,
  calls: 0,
  resumes: 0,
  exceptions: 0,
  valuesKept: 0,
  selfNs: 0,
  totalNs: 0,
  minNs: 0,
  maxNs: 0,
};

const ofModel = new WeakMap<Model, Catalog>();

/** The catalog that all panes of a page share. */
export function catalogOf(model: Model): Catalog {
  const known = ofModel.get(model) ?? new Catalog(model);
  ofModel.set(model, known);
  return known;
}
