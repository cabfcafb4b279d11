import type { Disposable } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { SpanColumns } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { extentFor, suffices } from './request-plan.js';
import type { Extent, Want } from './request-plan.js';
import { lengthOf } from './time-window.js';

interface Asked {
  readonly extent: Extent;
  readonly outdated: AbortController;
}

/** Spans of one lane. Asks the host for what is looked at, one question at a time; what it has is there at once. */
export class LaneSource implements Disposable {
  readonly #host: Host;
  readonly #thread: number;
  readonly #arrived: () => void;
  #spans: SpanColumns | null = null;
  #extent: Extent | null = null;
  #asked: Asked | null = null;
  #failedAt = -1;

  /** @param arrived called when there is something better to draw. */
  constructor(host: Host, thread: number, arrived: () => void) {
    this.#host = host;
    this.#thread = thread;
    this.#arrived = arrived;
  }

  /** The newest spans, with times of the thread's own process; they may be those of an earlier question. */
  get spans(): SpanColumns | null {
    return this.#spans;
  }

  /** Sees to it that the spans wanted are there, or on their way. In times of the thread's own process. */
  want(want: Want): void {
    if (this.#extent !== null && suffices(this.#extent, want)) {
      this.#cancel();
      return;
    }
    if (this.#asked !== null && suffices({ ...this.#asked.extent, growth: want.growth }, want)) return;
    if (this.#failedAt === want.growth) return;
    this.#cancel();
    void this.#ask(extentFor(want), want.growth);
  }

  dispose(): void {
    this.#cancel();
  }

  async #ask(extent: Extent, growth: number): Promise<void> {
    const outdated = new AbortController();
    const asked = { extent, outdated };
    this.#asked = asked;
    const { fromNs, toNs, maxDepth } = extent;
    const pixels = Math.max(1, Math.round(lengthOf(extent) / extent.perPixelNs));
    const query = { thread: this.#thread, fromNs, toNs, pixels, maxDepth };
    const result = await this.#host.request('viewport', query, outdated.signal);
    if (this.#asked !== asked) return;
    this.#asked = null;
    if (isOk(result)) {
      this.#spans = result.ok;
      this.#extent = extent;
      this.#arrived();
    } else {
      // Asking again at every frame would not help; a run that grows is worth another try.
      this.#failedAt = growth;
    }
  }

  #cancel(): void {
    this.#asked?.outdated.abort();
    this.#asked = null;
  }
}
