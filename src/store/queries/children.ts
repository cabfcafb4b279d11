import { SliceFlag, indexOf, threadOf } from '../../trace/slice.js';
import type { CallRow } from '../api.js';
import { callRow, findCall, isContinuation } from '../call-rows.js';
import type { CallSource } from '../call-source.js';
import { placeOf, subtreeOf } from '../slices.js';
import type { Place } from '../slices.js';

/** Slices `from` to `end` (without) of a thread: what is below one interval of a call. */
export interface Range {
  readonly thread: number;
  readonly from: number;
  readonly end: number;
}

/** Calls that began directly below a call, or the outermost ones of a thread, in order of start. */
export function children(
  source: CallSource,
  { thread, call }: { readonly thread: number; readonly call: number | null },
  limit: number,
  offset: number,
): readonly CallRow[] {
  const found: CallRow[] = [];
  let skip = offset;
  for (const range of call === null ? rootRange(source, thread) : callRanges(source, call)) {
    for (const child of childSlices(source, range)) {
      if (found.length >= limit) return found;
      // Later intervals of a generator show below the call that began it.
      if (isContinuation(child)) continue;
      if (skip > 0) skip--;
      else found.push(callRow(source, child));
    }
  }
  return found;
}

/** The slices directly below: from each, its subtree leads to the next. */
export function* childSlices(source: CallSource, { thread, from, end }: Range): Generator<Place> {
  for (let index = from; index < end;) {
    const child = placeOf(source, thread, index);
    yield child;
    index += subtreeOf(source, child);
  }
}

function rootRange(source: CallSource, thread: number): readonly Range[] {
  return [{ thread, from: 0, end: source.threads().get(thread)?.slices ?? 0 }];
}

function callRanges(source: CallSource, call: number): readonly Range[] {
  const first = findCall(source, call);
  return first === null ? [] : intervals(source, first);
}

/** What is below each interval of a call, in order of time. @param first its first slice. */
export function intervals(source: CallSource, first: Place): readonly Range[] {
  const ranges: Range[] = [];
  const activation = first.chunk.flags[first.row] & SliceFlag.activation;
  const last = activation === 0 ? null : source.activation(first.chunk.activations.get(first.row, 0)).last;
  let place = last === null ? first : placeOf(source, threadOf(last), indexOf(last));
  for (;;) {
    ranges.push({ thread: place.thread, from: place.index + 1, end: place.index + subtreeOf(source, place) });
    if (!isContinuation(place)) break;
    const before = place.chunk.previous.get(place.row, -1);
    // Links lead back in time; a damaged store must not lead in circles.
    if (before < 0 || ranges.length > MAX_INTERVALS) break;
    place = placeOf(source, threadOf(before), indexOf(before));
  }
  return ranges.toReversed();
}

const MAX_INTERVALS = 10_000_000;
