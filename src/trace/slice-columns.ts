import { grown } from './pair-table.js';
import { CHUNK_SLICES } from './slice.js';
import { SparseColumn } from './sparse.js';

/** Up to `CHUNK_SLICES` consecutive slices of a thread, a row each. Ids are those of the run, not of the file. */
export interface SliceChunk {
  /** Index of the first row's slice in its thread. */
  readonly first: number;
  readonly count: number;
  /** Nanoseconds since the start of the process's recording; never decreasing. */
  readonly start: Float64Array;
  /** Nanoseconds; `STILL_OPEN` for a slice that has not ended. */
  readonly duration: Float64Array;
  readonly functions: Uint32Array;
  readonly sites: Uint32Array;
  /** Slices open on the thread when it began. */
  readonly depth: Uint32Array;
  /** Slices below, itself included. */
  readonly subtree: Uint32Array;
  /** Addresses of values (src/store/value-directory.ts), or `NO_ADDRESS`. */
  readonly argument: Float64Array;
  readonly exit: Float64Array;
  /** `Ended` and `SliceFlag`. */
  readonly flags: Uint8Array;
  /**
   * Bytes that the slice and those below have allocated, null where none of the chunk has; of an activation, with all its
   * slices before.
   */
  readonly allocated: Float64Array | null;
  readonly freed: Float64Array | null;
  /** Site in the nearest recorded caller. */
  readonly userSites: SparseColumn;
  /** Ordinal of the asyncio task in the run. */
  readonly tasks: SparseColumn;
  /** Ordinal of the activation, for all slices with `SliceFlag.activation`. */
  readonly activations: SparseColumn;
  /** Id of the slice before, for continuations. */
  readonly previous: SparseColumn;
  /** Net bytes of the slices before, for continuations; missing where they are 0. */
  readonly netBefore: SparseColumn;
}

/** A chunk under construction: small while its thread is young, so that a thousand idle threads cost little. */
export class SliceColumns implements SliceChunk {
  first: number;
  count = 0;
  capacity: number;
  start: Float64Array;
  duration: Float64Array;
  functions: Uint32Array;
  sites: Uint32Array;
  depth: Uint32Array;
  subtree: Uint32Array;
  argument: Float64Array;
  exit: Float64Array;
  flags: Uint8Array;
  allocated: Float64Array | null = null;
  freed: Float64Array | null = null;
  userSites = new SparseColumn();
  tasks = new SparseColumn();
  activations = new SparseColumn();
  previous = new SparseColumn();
  netBefore = new SparseColumn();

  constructor(first: number, capacity: number) {
    this.first = first;
    this.capacity = capacity;
    this.start = new Float64Array(capacity);
    this.duration = new Float64Array(capacity);
    this.functions = new Uint32Array(capacity);
    this.sites = new Uint32Array(capacity);
    this.depth = new Uint32Array(capacity);
    this.subtree = new Uint32Array(capacity);
    this.argument = new Float64Array(capacity);
    this.exit = new Float64Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  /** Empties a chunk of full size for other slices. Every field of a row is written when its slice begins. */
  restart(first: number): this {
    this.first = first;
    this.count = 0;
    this.allocated = null;
    this.freed = null;
    this.userSites = new SparseColumn();
    this.tasks = new SparseColumn();
    this.activations = new SparseColumn();
    this.previous = new SparseColumn();
    this.netBefore = new SparseColumn();
    return this;
  }

  grow(): void {
    const capacity = Math.min(CHUNK_SLICES, this.capacity * 4);
    this.start = grown(this.start, capacity);
    this.duration = grown(this.duration, capacity);
    this.functions = grown(this.functions, capacity);
    this.sites = grown(this.sites, capacity);
    this.depth = grown(this.depth, capacity);
    this.subtree = grown(this.subtree, capacity);
    this.argument = grown(this.argument, capacity);
    this.exit = grown(this.exit, capacity);
    this.flags = grown(this.flags, capacity);
    if (this.allocated !== null) this.allocated = grown(this.allocated, capacity);
    if (this.freed !== null) this.freed = grown(this.freed, capacity);
    this.capacity = capacity;
  }

  setMemory(row: number, allocated: number, freed: number): void {
    (this.allocated ??= new Float64Array(this.capacity))[row] = allocated;
    (this.freed ??= new Float64Array(this.capacity))[row] = freed;
  }

  get bytes(): number {
    return this.capacity * (this.allocated === null ? 49 : 65);
  }
}
