import { CHUNK_BITS, SliceFlag } from '../../trace/slice.js';
import type { Siblings } from '../api.js';
import { callRow, findCall, isContinuation } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { callOf, parentOf, placeOf, subtreeOf } from '../slices.js';
import type { Place } from '../slices.js';
import { intervals } from './children.js';
import type { Range } from './children.js';

/** A place is remembered for one child in so many: a loop may have called a million times. */
const STRIDE = 256;

/** The calls directly below one call, so that any of them is found in a few steps. */
interface Children {
  readonly parent: number;
  readonly version: number;
  readonly count: number;
  readonly ranges: readonly Range[];
  /** Of every child whose number is a multiple of `STRIDE`: which range, and which slice of it. */
  readonly marks: readonly { readonly range: number; readonly index: number }[];
}

export interface SiblingQuery {
  readonly call: number;
  /** Rows wanted before and after it. */
  readonly before: number;
  readonly after: number;
}

/** A call among those of the same caller, in order of start. Steps from call to call ask about the same ones. */
export class SiblingFinder {
  readonly #source: CallSource;
  #latest: Children | null = null;

  constructor(source: CallSource) {
    this.#source = source;
  }

  /** Null when there is no such call. */
  find({ call, before, after }: SiblingQuery): Siblings | null {
    const source = this.#source;
    const place = findCall(source, call);
    if (place === null) return null;
    const parent = parentOf(source, place);
    const children = this.#childrenOf(parent === null ? -1 - place.thread : callOf(source, parent));
    const index = this.#indexOf(children, place);
    if (index < 0) return { index: 0, of: 1, first: 0, rows: [callRow(source, place)] };
    const first = Math.max(0, index - before);
    const rows = this.#slice(children, first, index + after + 1).map((each) => callRow(source, each));
    return { index, of: children.count, first, rows };
  }

  /** @param parent a call, or -1 less a thread for its outermost calls. */
  #childrenOf(parent: number): Children {
    const source = this.#source;
    const known = this.#latest;
    if (known !== null && known.parent === parent && known.version === source.version) return known;
    const first = parent < 0 ? null : findCall(source, parent);
    const thread = -1 - parent;
    const ranges =
      first === null ? [{ thread, from: 0, end: source.threads().get(thread)?.slices ?? 0 }] : intervals(source, first);
    const marks: { range: number; index: number }[] = [];
    let count = 0;
    for (const [range, { thread: on, from, end }] of ranges.entries()) {
      eachChild(source, on, from, end, (index) => {
        if (count++ % STRIDE === 0) marks.push({ range, index });
        return true;
      });
    }
    return (this.#latest = { parent, version: source.version, count, ranges, marks });
  }

  /** Which child a call is, from 0; -1 when it is none, which only a damaged store says. */
  #indexOf({ ranges, marks, count }: Children, { thread, index }: Place): number {
    const range = ranges.findIndex((each) => each.thread === thread && index >= each.from && index < each.end);
    if (range < 0) return -1;
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const mark = marks[middle];
      if (mark.range < range || (mark.range === range && mark.index <= index)) low = middle + 1;
      else high = middle;
    }
    let at = (low - 1) * STRIDE;
    for (const child of this.#from({ ranges, marks, count }, low - 1)) {
      if (child.thread === thread && child.index === index) return at;
      if (++at >= Math.min(count, low * STRIDE)) return -1;
    }
    return -1;
  }

  #slice(children: Children, first: number, end: number): readonly Place[] {
    const found: Place[] = [];
    const mark = Math.floor(first / STRIDE);
    let at = mark * STRIDE;
    for (const child of this.#from(children, mark)) {
      if (at >= end) break;
      if (at++ >= first) found.push(child);
    }
    return found;
  }

  *#from({ ranges, marks }: Pick<Children, 'ranges' | 'marks' | 'count'>, mark: number): Generator<Place> {
    if (marks[mark] === undefined) return;
    const { range, index } = marks[mark];
    for (let at = range; at < ranges.length; at++) {
      const { thread, from, end } = ranges[at];
      for (let slice = at === range ? index : from; slice < end;) {
        const place = placeOf(this.#source, thread, slice);
        if (!isContinuation(place)) yield place;
        slice += subtreeOf(this.#source, place);
      }
    }
  }
}

/** The first slices of calls directly below, without an object for each. */
function eachChild(
  source: CallSource,
  thread: number,
  from: number,
  end: number,
  visit: (index: number) => boolean,
): void {
  const last = source.threads().get(thread)?.slices ?? 0;
  for (let index = from; index < end;) {
    const chunk = source.slices(thread, index >>> CHUNK_BITS);
    const { subtree, flags, first, count } = chunk;
    while (index < end && index - first < count) {
      const row = index - first;
      if ((flags[row] & SliceFlag.continuation) === 0 && !visit(index)) return;
      index += subtree[row] > 0 ? subtree[row] : Math.max(1, last - index);
    }
  }
}
