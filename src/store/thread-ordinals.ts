/**
 * Ordinals of threads within the run. The first 32 threads of the first 32,768 processes have theirs by place, so that
 * ids of calls are the same however live the recording was read; the rest are numbered as they come.
 */
const BY_PLACE_THREADS = 32;
const BY_PLACE = 2 ** 20;

/** More threads than this are not kept: every one needs some kilobytes while calls are built. */
export const MAX_THREADS = 2 ** 18;

export class ThreadOrdinals {
  #others = 0;
  #all = 0;

  /** A new thread; null when there are too many. */
  next(process: number, serial: number): number | null {
    if (++this.#all > MAX_THREADS) return null;
    const byPlace = (process - 1) * BY_PLACE_THREADS + serial;
    if (serial >= 1 && serial <= BY_PLACE_THREADS && byPlace <= BY_PLACE) return byPlace;
    return BY_PLACE + ++this.#others;
  }
}
