import type { Disposable } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { OverviewQuery, SpanColumns } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { t } from '../app/texts.js';
import type { Retry, Troubles } from '../app/troubles.js';
import type { MinimapRow } from './minimap-rows.js';
import type { TimeWindow } from './time-window.js';

interface Want {
  readonly whole: TimeWindow;
  readonly pixels: number;
  readonly growth: number;
}

/**
 * The whole run in one answer, however many threads: one question at a time, the newest after it. What fails is tried again
 * after a while, and when the question is another one.
 */
export class OverviewSource implements Disposable {
  readonly #host: Host;
  readonly #changed: () => void;
  readonly #retry: Retry;
  readonly #ended = new AbortController();
  #value: SpanColumns | null = null;
  #have = '';
  #failed = '';
  #isAsking = false;

  /** @param changed called when there is something better to draw, or when it is to be wanted once more. */
  constructor(host: Host, troubles: Troubles, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#retry = troubles.retry(t('the overview of the run'), changed);
  }

  /** On the timeline's clock; `depth` is the row of the picture. */
  get value(): SpanColumns | null {
    return this.#value;
  }

  want(threads: readonly MinimapRow[], { whole: { fromNs, toNs }, pixels, growth }: Want): void {
    const query = { threads, fromNs, toNs, pixels: Math.max(1, Math.round(pixels)) };
    const key = JSON.stringify([query, growth]);
    if (this.#isAsking || key === this.#have) return;
    if (this.#retry.holds && key === this.#failed) return;
    if (this.#retry.holds) this.#retry.renew();
    this.#isAsking = true;
    void this.#ask(query, key);
  }

  dispose(): void {
    this.#ended.abort();
    this.#retry.dispose();
  }

  async #ask(query: OverviewQuery, key: string): Promise<void> {
    const result = await this.#host.request('overview', query, this.#ended.signal);
    this.#isAsking = false;
    if (this.#ended.signal.aborted) return;
    if (isOk(result)) {
      this.#have = key;
      this.#value = result.ok;
      this.#retry.succeeded();
    } else {
      this.#failed = key;
      this.#retry.failed(result.err.message);
    }
    this.#changed();
  }
}
