import { SliceColumns } from '../../trace/slice-columns.js';
import type { SliceChunk } from '../../trace/slice-columns.js';

/** Picks the slices at the end of a path of functions from the root and those below; chunks of a thread in order. */
export class BelowPath {
  readonly #path: readonly number[];
  #picked = new SliceColumns(0, 64);
  /** How many functions of the path the open slices match. */
  #matched = 0;

  /** @param path at least one function. */
  constructor(path: readonly number[]) {
    this.#path = path;
  }

  /** Their columns of times, functions and flags, with depths from 0; valid until the next call. */
  of({ count, start, duration, functions, depth, flags }: SliceChunk): SliceChunk {
    const path = this.#path;
    const top = path.length - 1;
    const picked = this.#picked.capacity < count ? (this.#picked = new SliceColumns(0, count)) : this.#picked;
    let taken = 0;
    for (let row = 0; row < count; row++) {
      const level = depth[row];
      if (level <= top) {
        const isOn = level <= this.#matched && functions[row] === path[level];
        this.#matched = isOn ? level + 1 : Math.min(this.#matched, level);
      }
      if (level < top || this.#matched <= top) continue;
      picked.start[taken] = start[row];
      picked.duration[taken] = duration[row];
      picked.functions[taken] = functions[row];
      picked.depth[taken] = level - top;
      picked.flags[taken++] = flags[row];
    }
    picked.count = taken;
    return picked;
  }
}
