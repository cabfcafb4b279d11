/**
 * A slice is one interval of a call on one thread. An ordinary call is one slice; a generator, coroutine or async
 * generator has one from its call or resume to each yield, and the last to its return or unwind. Slices are numbered
 * per thread in the order of their begin (preorder), so that the slices below one are the `subtree - 1` that follow it.
 *
 * The call's id is that of its first slice.
 */

/** Slices a chunk holds: its number is `index >>> CHUNK_BITS`. */
export const CHUNK_BITS = 14;
export const CHUNK_SLICES = 1 << CHUNK_BITS;

/** How an interval ended, in the low bits of a slice's flags. */
export const Ended = {
  /** Not yet, or not before the recording ended. */
  open: 0,
  return: 1,
  unwind: 2,
  yield: 3,
  /** Closed by the reader, because the event that ends it is missing. */
  lost: 4,
} as const;
export type Ended = (typeof Ended)[keyof typeof Ended];

/** The flags column: three bits of `Ended`, then these. */
export const SliceFlag = {
  endedMask: 7,
  /** The begin carries a value: the arguments, or the exception of a throw. */
  hasArgument: 8,
  /** The end carries a value. */
  hasExit: 16,
  /** A later interval of a call that began in an earlier slice, perhaps on another thread. */
  continuation: 32,
  /** A generator, coroutine or async generator whose activation is known: it has an entry in `activations`. */
  activation: 64,
  /** It has an entry in `userSites`. */
  userSite: 128,
} as const;

/** Address where there is no value. */
export const NO_ADDRESS = -1;

/** Duration of a slice that has not ended. */
export const STILL_OPEN = -1;

const INDEX_RANGE = 2 ** 32;

/** Slices a thread can hold. */
export const MAX_SLICES = INDEX_RANGE - 1;

/** Ids of calls and slices: positive integers below 2^53 for threads below 2^21. */
export function sliceId(thread: number, index: number): number {
  return thread * INDEX_RANGE + index;
}

export function threadOf(id: number): number {
  return Math.floor(id / INDEX_RANGE);
}

export function indexOf(id: number): number {
  return id % INDEX_RANGE;
}
