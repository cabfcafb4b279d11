import type { SliceChunk } from '../../trace/slice-columns.js';
import type { Place } from '../slices.js';
import { compareMoments } from './calls-of-thread.js';
import type { Moment, CallsOfThread } from './calls-of-thread.js';

/**
 * Walks over the wanted calls of one thread. Before a chunk is read it stands at the chunk's nearest edge, which none of
 * the chunk's calls is before: so chunks whose turn does not come are never read.
 */
class Cursor {
  readonly #calls: CallsOfThread;
  readonly #direction: 1 | -1;
  #number: number;
  #chunk: SliceChunk | null = null;
  #row = -1;
  at: Moment;

  constructor(calls: CallsOfThread, direction: 1 | -1, number: number) {
    this.#calls = calls;
    this.#direction = direction;
    this.#number = number;
    this.at = this.#edge();
  }

  /** The call it stands at; null at the edge of a chunk. */
  get place(): Place | null {
    return this.#chunk === null ? null : this.#calls.place(this.#chunk, this.#row);
  }

  /** False when the thread has no other call. */
  advance(): boolean {
    const calls = this.#calls;
    const chunk = this.#chunk ?? calls.read(this.#number);
    const outside = this.#direction === 1 ? -1 : chunk.count;
    const row = calls.nextRow(chunk, this.#chunk === null ? outside : this.#row, this.#direction);
    if (row >= 0) {
      this.#chunk = chunk;
      this.#row = row;
      this.at = { ns: chunk.start[row] + calls.offsetNs, thread: calls.thread, index: chunk.first + row };
      return true;
    }
    this.#chunk = null;
    const number = nextChunk(calls, this.#number + this.#direction, this.#direction);
    if (number === null) return false;
    this.#number = number;
    this.at = this.#edge();
    return true;
  }

  #edge(): Moment {
    return this.#direction === 1 ? this.#calls.begin(this.#number) : this.#calls.end(this.#number);
  }
}

/** The first chunk from this one on that has calls of the functions; null when there is none. */
function nextChunk(calls: CallsOfThread, from: number, direction: 1 | -1): number | null {
  for (let number = from; number >= 0 && number < calls.chunks; number += direction) {
    if (calls.count(number) > 0) return number;
  }
  return null;
}

/**
 * The wanted calls of several threads in the order of the run's clock, or against it.
 *
 * @param starts which chunk of a thread to begin with, its last or first by default; null to leave the thread out.
 * @throws the signal's reason when it fires.
 */
export function* mergedCalls(
  threads: readonly CallsOfThread[],
  direction: 1 | -1,
  {
    starts = (calls) => (direction === 1 ? 0 : calls.chunks - 1),
    signal,
  }: { readonly starts?: (calls: CallsOfThread) => number | null; readonly signal?: AbortSignal | undefined } = {},
): Generator<Place, void> {
  const queue = new CursorQueue(direction);
  for (const calls of threads) {
    const start = starts(calls);
    const number = start === null ? null : nextChunk(calls, start, direction);
    if (number !== null) queue.add(new Cursor(calls, direction, number));
  }
  for (let first = queue.first; first !== null; first = queue.first) {
    const { place } = first;
    if (place === null) signal?.throwIfAborted();
    else yield place;
    queue.firstMoved(first.advance());
  }
}

/** A binary heap: threads take turns in long stretches, so that the first mostly stays the first. */
class CursorQueue {
  readonly #cursors: Cursor[] = [];
  readonly #direction: 1 | -1;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  get first(): Cursor | null {
    return this.#cursors.at(0) ?? null;
  }

  add(cursor: Cursor): void {
    const cursors = this.#cursors;
    let at = cursors.push(cursor) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  /** @param isLeft it has more calls. */
  firstMoved(isLeft: boolean): void {
    const cursors = this.#cursors;
    if (!isLeft) {
      this.#swap(0, cursors.length - 1);
      cursors.pop();
    }
    for (let at = 0; ;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < cursors.length && this.#isBefore(below, least)) least = below;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    return compareMoments(this.#cursors[a].at, this.#cursors[b].at) * this.#direction < 0;
  }

  #swap(a: number, b: number): void {
    const cursors = this.#cursors;
    [cursors[a], cursors[b]] = [cursors[b], cursors[a]];
  }
}
