/**
 * Which functions have calls in a chunk, and how many: pairs of varints (LEB128), the difference to the function before
 * and the number of calls, in ascending order of functions. Finds the chunks of a rare function without reading all.
 */
import { SliceFlag } from './slice.js';
import type { SliceChunk } from './slice-columns.js';

export class PresenceBuilder {
  #counts = new Uint32Array(1024);

  /** Slices that begin a call are counted, later intervals of generators are not. */
  build({ count, functions, flags }: SliceChunk): Uint8Array<ArrayBuffer> {
    const seen: number[] = [];
    for (let row = 0; row < count; row++) {
      if (flags[row] & SliceFlag.continuation) continue;
      const fn = functions[row];
      if (fn >= this.#counts.length) this.#grow(fn);
      if (this.#counts[fn]++ === 0) seen.push(fn);
    }
    seen.sort((a, b) => a - b);
    const bytes: number[] = [];
    let before = 0;
    for (const fn of seen) {
      varint(bytes, fn - before);
      varint(bytes, this.#counts[fn]);
      this.#counts[fn] = 0;
      before = fn;
    }
    return Uint8Array.from(bytes);
  }

  #grow(fn: number): void {
    const counts = new Uint32Array(Math.max(fn + 1, this.#counts.length * 2));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

function varint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** Calls of any of these functions in the chunk. */
export function callsPresent(presence: Uint8Array, functions: ReadonlySet<number>): number {
  let calls = 0;
  let at = 0;
  let fn = 0;
  while (at < presence.length) {
    for (let shift = 0, byte = 128; byte > 127 && at < presence.length; shift += 7) {
      byte = presence[at++];
      fn += (byte & 127) << shift;
    }
    let count = 0;
    for (let shift = 0, byte = 128; byte > 127 && at < presence.length; shift += 7) {
      byte = presence[at++];
      count += (byte & 127) << shift;
    }
    if (functions.has(fn)) calls += count;
  }
  return calls;
}
