import { Ended, NO_ADDRESS, SliceFlag, indexOf, sliceId, threadOf } from '../trace/slice.js';
import type { CallRow, Memory, Outcome } from './api.js';
import type { CallSource } from './call-source.js';
import { fileOf, functionOf, siteOf } from './names.js';
import { callOf, lengthOf, memorySoFar, parentOf, placeOf, subtreeOf, taskOrdinalOf } from './slices.js';
import type { Place } from './slices.js';

/** How a call ended, and when, and where the value of its end is. */
export interface CallEnd {
  readonly outcome: Outcome;
  /** From first start to last end, nanoseconds. */
  readonly durationNs: number;
  /** Sum of the intervals, nanoseconds. */
  readonly activeNs: number;
  /** Address of the value of its final exit. */
  readonly exit: number;
  /** Id of its last slice. */
  readonly last: number;
}

const OUTCOMES: readonly Outcome[] = ['open', 'return', 'unwind', 'suspended', 'lost'];

function outcomeOf(ended: number): Outcome {
  return OUTCOMES[ended] ?? 'lost';
}

/** First slice of the call that an id names, which may be the id of a later slice; null when there is none. */
export function findCall(source: CallSource, id: number): Place | null {
  const place = findSlice(source, id);
  if (place === null || !isContinuation(place)) return place;
  const first = findSlice(source, callOf(source, place));
  return first === null || isContinuation(first) ? null : first;
}

function findSlice(source: CallSource, id: number): Place | null {
  if (!Number.isSafeInteger(id) || id < 0) return null;
  const thread = threadOf(id);
  const index = indexOf(id);
  return index < (source.threads().get(thread)?.slices ?? 0) ? placeOf(source, thread, index) : null;
}

export function isContinuation({ chunk, row }: Place): boolean {
  return (chunk.flags[row] & SliceFlag.continuation) !== 0;
}

export function endOf(source: CallSource, place: Place): CallEnd {
  const { thread, index, chunk, row } = place;
  const flags = chunk.flags[row];
  const id = sliceId(thread, index);
  if ((flags & SliceFlag.activation) === 0) {
    const length = lengthOf(source, place);
    const outcome = source.lateException(id) === undefined ? outcomeOf(flags & SliceFlag.endedMask) : 'unwind';
    return { outcome, durationNs: length, activeNs: length, exit: chunk.exit[row], last: id };
  }
  const { last, endNs, activeNs, exit, ended } = source.activation(chunk.activations.get(row, 0));
  const running = openTime(source, last);
  const start = chunk.start[row];
  if (running !== null) {
    return {
      outcome: 'open',
      durationNs: running.endNs - start,
      activeNs: activeNs + running.activeNs,
      exit: NO_ADDRESS,
      last,
    };
  }
  const outcome = source.lateException(last) === undefined ? outcomeOf(ended) : 'unwind';
  return { outcome, durationNs: Math.max(0, endNs - start), activeNs, exit, last };
}

/** The latest interval of an activation while it is going on: only in a run that is. */
function openTime(source: CallSource, last: number): { endNs: number; activeNs: number } | null {
  const thread = threadOf(last);
  if (source.live(thread) === null) return null;
  const place = placeOf(source, thread, indexOf(last));
  if ((place.chunk.flags[place.row] & SliceFlag.endedMask) !== Ended.open) return null;
  const activeNs = lengthOf(source, place);
  return { endNs: place.chunk.start[place.row] + activeNs, activeNs };
}

/** @param place the call's first slice. */
export function callRow(source: CallSource, place: Place): CallRow {
  const { thread, index, chunk, row } = place;
  const { tables } = source;
  const functionId = chunk.functions[row];
  const definition = functionOf(tables, functionId);
  const site = siteOf(tables, chunk.sites[row]);
  const flags = chunk.flags[row];
  const userSite = flags & SliceFlag.userSite ? siteOf(tables, chunk.userSites.get(row, 0)) : site;
  const parent = parentOf(source, place);
  const end = endOf(source, place);
  const late = source.lateException(end.last);
  const memory = memoryOf(source, place, end.last);
  return {
    id: sliceId(thread, index),
    process: source.threads().get(thread)?.process ?? 0,
    thread,
    functionId,
    qualname: definition.qualname,
    file: fileOf(tables, definition.file),
    line: definition.line,
    startNs: chunk.start[row],
    durationNs: end.durationNs,
    activeNs: end.activeNs,
    depth: chunk.depth[row],
    subtree: subtreeOf(source, place),
    parent: parent === null ? null : callOf(source, parent),
    outcome: end.outcome,
    callerFile: site.line === 0 ? null : fileOf(tables, site.file),
    callerLine: site.line === 0 ? null : site.line,
    userCallerFile: userSite.line === 0 ? null : fileOf(tables, userSite.file),
    userCallerLine: userSite.line === 0 ? null : userSite.line,
    task: taskOf(source, place),
    hasArguments: chunk.argument[row] !== NO_ADDRESS,
    hasResult: end.exit !== NO_ADDRESS || (late !== undefined && late !== NO_ADDRESS),
    ...(memory === null ? {} : { memory }),
  };
}

/** Bytes of a call. @param first its first slice. @param last id of its last. */
export function memoryOf(source: CallSource, first: Place, last: number): Memory | null {
  if (sliceId(first.thread, first.index) === last) return memorySoFar(source, first);
  return memorySoFar(source, placeOf(source, threadOf(last), indexOf(last)));
}

/** Name of the asyncio task: that of the innermost coroutine the call runs in. */
function taskOf(source: CallSource, place: Place): string | null {
  const task = taskOrdinalOf(source, place);
  return task === 0 ? null : (source.tables.tasks.at(task)?.name ?? null);
}
