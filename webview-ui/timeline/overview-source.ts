import type { Disposable } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { OverviewQuery, SpanColumns } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import type { MinimapRow } from './minimap-rows.js';
import type { TimeWindow } from './time-window.js';

interface Want {
  readonly whole: TimeWindow;
  readonly pixels: number;
  readonly growth: number;
}

/** The whole run in one answer, however many threads: one question at a time, the newest after it. */
export class OverviewSource implements Disposable {
  readonly #host: Host;
  readonly #arrived: () => void;
  readonly #ended = new AbortController();
  #value: SpanColumns | null = null;
  #have = '';
  #isAsking = false;

  /** @param arrived called when there is something better to draw. */
  constructor(host: Host, arrived: () => void) {
    this.#host = host;
    this.#arrived = arrived;
  }

  /** On the timeline's clock; `depth` is the row of the picture. */
  get value(): SpanColumns | null {
    return this.#value;
  }

  want(threads: readonly MinimapRow[], { whole: { fromNs, toNs }, pixels, growth }: Want): void {
    const query = { threads, fromNs, toNs, pixels: Math.max(1, Math.round(pixels)) };
    const key = JSON.stringify([query, growth]);
    if (this.#isAsking || key === this.#have) return;
    this.#isAsking = true;
    void this.#ask(query, key);
  }

  dispose(): void {
    this.#ended.abort();
  }

  async #ask(query: OverviewQuery, key: string): Promise<void> {
    const result = await this.#host.request('overview', query, this.#ended.signal);
    this.#isAsking = false;
    if (this.#ended.signal.aborted) return;
    // What failed is not asked for again until something has changed.
    this.#have = key;
    if (isOk(result)) this.#value = result.ok;
    this.#arrived();
  }
}
