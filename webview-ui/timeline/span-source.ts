import type { Disposable } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { SpanColumns, TaskSpans } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { extentFor, suffices } from './request-plan.js';
import type { Extent, Want } from './request-plan.js';
import { lengthOf } from './time-window.js';

interface Asked {
  readonly extent: Extent;
  readonly outdated: AbortController;
}

type Fetch<T> = (extent: Extent, pixels: number, signal: AbortSignal) => Promise<Result<T>>;

/** What a lane shows. Asks for what is looked at, one question at a time; what it has is there at once. */
export class SpanSource<T> implements Disposable {
  readonly #fetch: Fetch<T>;
  readonly #arrived: () => void;
  #value: T | null = null;
  #extent: Extent | null = null;
  #asked: Asked | null = null;
  #failedAt = -1;

  /** @param arrived called when there is something better to draw. */
  constructor(fetch: Fetch<T>, arrived: () => void) {
    this.#fetch = fetch;
    this.#arrived = arrived;
  }

  /** The newest answer, which may be that to an earlier question. */
  get value(): T | null {
    return this.#value;
  }

  /** Sees to it that what is wanted is there, or on its way. */
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
    const pixels = Math.max(1, Math.round(lengthOf(extent) / extent.perPixelNs));
    const result = await this.#fetch(extent, pixels, outdated.signal);
    if (this.#asked !== asked) return;
    this.#asked = null;
    if (isOk(result)) {
      this.#value = result.ok;
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

/** The calls of a thread, in times of its own process. */
export function callSource(host: Host, thread: number, arrived: () => void): SpanSource<SpanColumns> {
  return new SpanSource(
    ({ fromNs, toNs, maxDepth }, pixels, signal) =>
      host.request('viewport', { thread, fromNs, toNs, pixels, maxDepth }, signal),
    arrived,
  );
}

/** What a lane of tasks shows, with their names. */
export interface TaskLane extends TaskSpans {
  readonly nameOf: ReadonlyMap<number, string>;
}

/** The asyncio tasks of a thread, in times of its own process. */
export function taskSource(host: Host, thread: number, arrived: () => void): SpanSource<TaskLane> {
  return new SpanSource(async ({ fromNs, toNs, firstDepth, maxDepth }, pixels, signal) => {
    const query = { thread, fromNs, toNs, pixels, firstRow: firstDepth, rows: maxDepth + 1 - firstDepth };
    const found = await host.request('taskSpans', query, signal);
    if (!isOk(found)) return found;
    return { ok: { ...found.ok, nameOf: new Map(found.ok.names.map(({ task, name }) => [task, name])) } };
  }, arrived);
}
