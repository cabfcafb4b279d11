import type { Disposable } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { SpanColumns, TaskSpans } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import type { Retry, Troubles } from '../app/troubles.js';
import { t } from '../app/texts.js';
import { extentFor, suffices } from './request-plan.js';
import type { Extent, Want } from './request-plan.js';
import { lengthOf } from './time-window.js';

interface Asked {
  readonly extent: Extent;
  readonly outdated: AbortController;
}

type Fetch<T> = (extent: Extent, pixels: number, signal: AbortSignal) => Promise<Result<T>>;

/**
 * What a lane shows. Asks for what is looked at, one question at a time; what it has is there at once. What fails is tried
 * again after a while, and when the run has grown.
 */
export class SpanSource<T> implements Disposable {
  readonly #fetch: Fetch<T>;
  readonly #changed: () => void;
  #value: T | null = null;
  #extent: Extent | null = null;
  #asked: Asked | null = null;
  readonly #retry: Retry;
  #failedAt = -1;

  /**
   * @param what is fetched, for people.
   * @param changed called when there is something better to draw, or when what is wanted is to be wanted once more.
   */
  constructor(fetch: Fetch<T>, troubles: Troubles, what: string, changed: () => void) {
    this.#fetch = fetch;
    this.#changed = changed;
    this.#retry = troubles.retry(what, changed);
  }

  /** The newest answer, which may be that to an earlier question. */
  get value(): T | null {
    return this.#value;
  }

  /** Sees to it that what is wanted is there, or on its way. */
  want(want: Want): void {
    if (this.#extent !== null && suffices(this.#extent, want)) {
      this.#cancel();
      this.#retry.succeeded();
      return;
    }
    if (this.#asked !== null && suffices({ ...this.#asked.extent, growth: want.growth }, want)) return;
    if (this.#retry.holds && this.#failedAt === want.growth) return;
    if (this.#retry.holds) this.#retry.renew();
    this.#cancel();
    void this.#ask(extentFor(want), want.growth);
  }

  dispose(): void {
    this.#cancel();
    this.#retry.dispose();
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
      this.#retry.succeeded();
      this.#changed();
    } else {
      this.#failedAt = growth;
      this.#retry.failed(result.err.message);
    }
  }

  #cancel(): void {
    this.#asked?.outdated.abort();
    this.#asked = null;
  }
}

interface Of {
  readonly thread: number;
  /** Of the thread, for people. */
  readonly name: string;
}

/** The calls of a thread, in times of its own process. */
export function callSource(
  host: Host,
  troubles: Troubles,
  { thread, name }: Of,
  changed: () => void,
): SpanSource<SpanColumns> {
  return new SpanSource(
    ({ fromNs, toNs, maxDepth }, pixels, signal) =>
      host.request('viewport', { thread, fromNs, toNs, pixels, maxDepth }, signal),
    troubles,
    t('the calls of {0}', name),
    changed,
  );
}

/** What a lane of tasks shows, with their names. */
export interface TaskLane extends TaskSpans {
  readonly nameOf: ReadonlyMap<number, string>;
}

/** The asyncio tasks of a thread, in times of its own process. */
export function taskSource(
  host: Host,
  troubles: Troubles,
  { thread, name }: Of,
  changed: () => void,
): SpanSource<TaskLane> {
  return new SpanSource(
    async ({ fromNs, toNs, firstDepth, maxDepth }, pixels, signal) => {
      const query = { thread, fromNs, toNs, pixels, firstRow: firstDepth, rows: maxDepth + 1 - firstDepth };
      const found = await host.request('taskSpans', query, signal);
      if (!isOk(found)) return found;
      return { ok: { ...found.ok, nameOf: new Map(found.ok.names.map(({ task, name: of }) => [task, of])) } };
    },
    troubles,
    t('the tasks of {0}', name),
    changed,
  );
}
