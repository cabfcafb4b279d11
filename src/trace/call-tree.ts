import { PairTable, grown } from './pair-table.js';
import { STILL_OPEN, SliceFlag } from './slice.js';
import type { SliceChunk } from './slice-columns.js';

/** Nodes a tree can have; slices below count in the time of the nodes above them. */
const MAX_NODES = 4_000_000;

/**
 * Merges slices with the same path of functions from the root, chunk after chunk of each thread. Nodes are numbered 1,
 * 2, 3 ..., each after the one it is below; 0 is the root of all.
 */
export class CallTree {
  readonly #depth: number;
  readonly #pairs = new PairTable(MAX_NODES);
  /** Node of the open slice at each depth, 0 where the tree does not reach. */
  #path = new Uint32Array(64);
  calls = new Float64Array(64);
  totalNs = new Float64Array(64);
  /** Time of slices directly below. */
  #belowNs = new Float64Array(64);

  /** @param depth levels of nodes. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  get count(): number {
    return this.#pairs.size - 1;
  }

  /** Time of the outermost slices. */
  get rootNs(): number {
    return this.#belowNs[0];
  }

  functionOf(node: number): number {
    return this.#pairs.second[node];
  }

  parentOf(node: number): number {
    return this.#pairs.first[node];
  }

  selfNs(node: number): number {
    return this.totalNs[node] - this.#belowNs[node];
  }

  /** Chunks of a thread must come in order. @param lastNs where open slices end for now. */
  add({ count, start, duration, functions, depth, flags }: SliceChunk, lastNs: number): void {
    for (let row = 0; row < count; row++) {
      const level = depth[row];
      if (level > this.#depth) continue;
      const length = duration[row] === STILL_OPEN ? Math.max(0, lastNs - start[row]) : duration[row];
      const parent = level === 0 ? 0 : this.#path[level - 1];
      if (level > 0 && parent === 0) {
        if (level < this.#depth) this.#setPath(level, 0);
        continue;
      }
      this.#belowNs[parent] += length;
      if (level === this.#depth) continue;
      const node = this.#pairs.ordinal(parent, functions[row]);
      this.#setPath(level, node);
      if (node === 0) continue;
      if (node >= this.calls.length) this.#grow();
      this.totalNs[node] += length;
      if ((flags[row] & SliceFlag.continuation) === 0) this.calls[node]++;
    }
  }

  #setPath(level: number, node: number): void {
    if (level >= this.#path.length) this.#path = grown(this.#path, Math.max(level + 1, this.#path.length * 2));
    this.#path[level] = node;
  }

  #grow(): void {
    const length = this.calls.length * 2;
    this.calls = grown(this.calls, length);
    this.totalNs = grown(this.totalNs, length);
    this.#belowNs = grown(this.#belowNs, length);
  }
}
