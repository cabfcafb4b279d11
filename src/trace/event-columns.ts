import type { EventsChunk, UintColumn } from '../format/chunk.js';

/**
 * The columns of an events chunk in arrays of one type each. Files hold each column in the narrowest width, and a loop
 * that meets several element types is compiled to look which one it has at every read.
 */
export class EventColumns {
  functions = new Uint32Array(1024);
  deltas = new Float64Array(1024);
  sites = new Uint32Array(1024);
  userSites = new Uint32Array(1024);
  activations = new Float64Array(1024);
  tasks = new Float64Array(1024);
  valueLengths = new Float64Array(1024);
  /** Of the size of the others once a chunk has entries. */
  allocated = new Float64Array(0);
  freed = new Float64Array(0);

  load(chunk: EventsChunk): void {
    if (chunk.count > this.functions.length) this.#grow(chunk.count);
    this.functions.set(chunk.functions);
    this.deltas.set(chunk.deltas);
    copy(chunk.sites, this.sites);
    copy(chunk.userSites, this.userSites);
    copy(chunk.activations, this.activations);
    copy(chunk.tasks, this.tasks);
    copy(chunk.valueLengths, this.valueLengths);
    this.#loadMemory(chunk);
  }

  #loadMemory({ allocatedBytes, freedBytes }: EventsChunk): void {
    if (allocatedBytes.length === 0) return;
    if (this.allocated.length < this.functions.length) {
      this.allocated = new Float64Array(this.functions.length);
      this.freed = new Float64Array(this.functions.length);
    }
    copy(allocatedBytes, this.allocated);
    copy(freedBytes, this.freed);
  }

  #grow(events: number): void {
    const length = Math.max(events, this.functions.length * 2);
    this.functions = new Uint32Array(length);
    this.deltas = new Float64Array(length);
    this.sites = new Uint32Array(length);
    this.userSites = new Uint32Array(length);
    this.activations = new Float64Array(length);
    this.tasks = new Float64Array(length);
    this.valueLengths = new Float64Array(length);
  }
}

function copy(column: UintColumn, into: Uint32Array | Float64Array): void {
  if (column.length > 0) into.set(column);
}
