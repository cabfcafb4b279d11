import { grown } from './pair-table.js';

/** The open slices of one thread, outermost first, as parallel arrays that grow with its deepest recursion. */
export class CallStack {
  /** Slices open. */
  depth = 0;
  capacity = 64;
  /** Number of the function in its process. */
  functions = new Uint32Array(64);
  start = new Float64Array(64);
  /** Nanoseconds spent in ended slices directly below. */
  below = new Float64Array(64);
  /** Bytes allocated and freed by it and by ended slices below, where the thread counts them. */
  allocated = new Float64Array(64);
  freed = new Float64Array(64);
  /** Index of the slice. */
  slice = new Float64Array(64);
  /** Id of the call: of the first slice. */
  call = new Float64Array(64);
  /** Ordinal of its activation, 0 for none. */
  activation = new Float64Array(64);
  /** Serial of the activation in the recording. */
  serial = new Float64Array(64);
  /** Ordinals in the totals of caller-callee pairs and of call sites. */
  edge = new Uint32Array(64);
  site = new Uint32Array(64);
  /** `SliceFlag` so far, and above them `Outermost`. */
  flags = new Uint16Array(64);

  grow(): void {
    this.capacity *= 2;
    this.functions = grown(this.functions, this.capacity);
    this.start = grown(this.start, this.capacity);
    this.below = grown(this.below, this.capacity);
    this.allocated = grown(this.allocated, this.capacity);
    this.freed = grown(this.freed, this.capacity);
    this.slice = grown(this.slice, this.capacity);
    this.call = grown(this.call, this.capacity);
    this.activation = grown(this.activation, this.capacity);
    this.serial = grown(this.serial, this.capacity);
    this.edge = grown(this.edge, this.capacity);
    this.site = grown(this.site, this.capacity);
    this.flags = grown(this.flags, this.capacity);
  }
}

/** No slice of the same function, pair or site was open on the thread when it began: its time counts in their totals. */
export const Outermost = { ofFunction: 0x100, ofEdge: 0x200, ofSite: 0x400 } as const;
