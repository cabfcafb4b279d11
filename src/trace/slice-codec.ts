/**
 * A chunk of slices in the data file of the store. About a dozen bytes a slice, because in preorder most columns
 * grow slowly: starts and argument addresses are kept as differences, exit addresses by their distance from the latest
 * arguments before them.
 *
 *     magic, count, first (f64 each) | start | duration | functions | depth | flags | subtree | sites
 *     | arguments: count, addresses | exits: count, distances | userSites, tasks, activations, previous: count, rows, values
 *     | allocated | freed | netBefore: count, rows, values: only with the second magic
 */
import { ColumnReader, damaged } from './column-reader.js';
import type { ColumnWriter } from './column-writer.js';
import { CHUNK_SLICES, NO_ADDRESS, SliceFlag } from './slice.js';
import type { SliceChunk } from './slice-columns.js';
import { SparseColumn } from './sparse.js';

const MAGIC = 0x5448_534c;
const MAGIC_MEMORY = 0x5448_534d;
/** Place of its offset: behind those of the integer columns and of the addresses. */
const MEMORY = 8;
const addresses = new Float64Array(CHUNK_SLICES);
const nothing = new Float64Array(CHUNK_SLICES);

export function encodeSlices(chunk: SliceChunk, writer: ColumnWriter): Uint8Array {
  const { count, allocated, freed, netBefore } = chunk;
  const counted = allocated !== null || netBefore.length > 0;
  writer.double(counted ? MAGIC_MEMORY : MAGIC);
  writer.double(count);
  writer.double(chunk.first);
  writer.growing(chunk.start, count);
  writer.integers(chunk.duration, count);
  writer.integers(chunk.functions, count);
  writer.integers(chunk.depth, count);
  writer.integers(chunk.flags, count);
  writer.integers(chunk.subtree, count);
  writer.integers(chunk.sites, count);
  const given = gatherArguments(chunk);
  writer.double(given);
  writer.growing(addresses, given);
  const kept = gatherExits(chunk);
  writer.double(kept);
  writer.integers(addresses, kept);
  for (const sparse of [chunk.userSites, chunk.tasks, chunk.activations, chunk.previous]) writeSparse(sparse, writer);
  if (counted) {
    writer.integers(allocated ?? nothing, count);
    writer.integers(freed ?? nothing, count);
    writeSparse(netBefore, writer);
  }
  return writer.finish();
}

function writeSparse({ rows, values, length }: SparseColumn, writer: ColumnWriter): void {
  writer.double(length);
  writer.integers(rows, length);
  writer.integers(values, length);
}

function readSparse(reader: ColumnReader, most: number): SparseColumn {
  const length = reader.count(most);
  const rows = reader.integers(new Uint32Array(length));
  return new SparseColumn(rows, reader.integers(new Float64Array(length)));
}

interface MemoryColumns {
  readonly allocated: Float64Array;
  readonly freed: Float64Array;
  readonly netBefore: SparseColumn;
}

const NO_ENTRIES = new SparseColumn();

function gatherArguments({ count, flags, argument }: SliceChunk): number {
  let length = 0;
  for (let row = 0; row < count; row++) if (flags[row] & SliceFlag.hasArgument) addresses[length++] = argument[row];
  return length;
}

function gatherExits({ count, flags, argument, exit }: SliceChunk): number {
  let length = 0;
  let latest = 0;
  for (let row = 0; row < count; row++) {
    if (flags[row] & SliceFlag.hasArgument) latest = argument[row];
    if (flags[row] & SliceFlag.hasExit) addresses[length++] = exit[row] - latest;
  }
  return length;
}

/** A chunk read back. Columns are decoded when they are first asked for. */
export class EncodedSlices implements SliceChunk {
  readonly first: number;
  readonly count: number;
  readonly #bytes: Uint8Array;
  /** Where the integer columns begin, then the addresses, then the sparse columns; found on the way. */
  readonly #offsets: number[] = [];
  #start: Float64Array | undefined;
  #duration: Float64Array | undefined;
  #functions: Uint32Array | undefined;
  #depth: Uint32Array | undefined;
  #flags: Uint8Array | undefined;
  #subtree: Uint32Array | undefined;
  #sites: Uint32Array | undefined;
  #argument: Float64Array | undefined;
  #exit: Float64Array | undefined;
  #sparse: readonly SparseColumn[] | undefined;
  readonly #counted: boolean;
  #memory: MemoryColumns | undefined;

  /** @throws CodedError 'damaged' when the bytes are none of `encodeSlices`. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const reader = new ColumnReader(bytes);
    const magic = reader.double();
    if (magic !== MAGIC && magic !== MAGIC_MEMORY) throw damaged('no chunk of calls');
    this.#counted = magic === MAGIC_MEMORY;
    this.count = reader.count(CHUNK_SLICES);
    this.first = reader.count(2 ** 32);
    this.#offsets.push(reader.at);
    reader.skipGrowing(this.count);
    for (let column = 0; column < 6; column++) {
      this.#offsets.push(reader.at);
      reader.skipIntegers(this.count);
    }
    this.#offsets.push(reader.at);
  }

  /** Memory it may come to hold, decoded. */
  get bytes(): number {
    return this.#bytes.length + this.count * (this.#counted ? 65 : 49);
  }

  get start(): Float64Array {
    return (this.#start ??= this.#reader(0).growing(new Float64Array(this.count)));
  }
  get duration(): Float64Array {
    return (this.#duration ??= this.#reader(1).integers(new Float64Array(this.count)));
  }
  get functions(): Uint32Array {
    return (this.#functions ??= this.#reader(2).integers(new Uint32Array(this.count)));
  }
  get depth(): Uint32Array {
    return (this.#depth ??= this.#reader(3).integers(new Uint32Array(this.count)));
  }
  get flags(): Uint8Array {
    return (this.#flags ??= this.#reader(4).integers(new Uint8Array(this.count)));
  }
  get subtree(): Uint32Array {
    return (this.#subtree ??= this.#reader(5).integers(new Uint32Array(this.count)));
  }
  get sites(): Uint32Array {
    return (this.#sites ??= this.#reader(6).integers(new Uint32Array(this.count)));
  }
  get argument(): Float64Array {
    return (this.#argument ??= this.#spreadArguments());
  }
  get exit(): Float64Array {
    return (this.#exit ??= this.#spreadExits());
  }
  get allocated(): Float64Array | null {
    return this.#counted ? this.#memoryColumns().allocated : null;
  }
  get freed(): Float64Array | null {
    return this.#counted ? this.#memoryColumns().freed : null;
  }
  get netBefore(): SparseColumn {
    return this.#counted ? this.#memoryColumns().netBefore : NO_ENTRIES;
  }
  get userSites(): SparseColumn {
    return this.#sparseColumns()[0];
  }
  get tasks(): SparseColumn {
    return this.#sparseColumns()[1];
  }
  get activations(): SparseColumn {
    return this.#sparseColumns()[2];
  }
  get previous(): SparseColumn {
    return this.#sparseColumns()[3];
  }

  #reader(column: number): ColumnReader {
    return new ColumnReader(this.#bytes, this.#offsets[column]);
  }

  #spreadArguments(): Float64Array {
    const reader = this.#reader(7);
    const packed = reader.growing(new Float64Array(reader.count(this.count)));
    const spread = new Float64Array(this.count).fill(NO_ADDRESS);
    const flags = this.flags;
    let next = 0;
    for (let row = 0; row < this.count && next < packed.length; row++) {
      if (flags[row] & SliceFlag.hasArgument) spread[row] = packed[next++];
    }
    return spread;
  }

  #spreadExits(): Float64Array {
    const reader = this.#reader(7);
    reader.skipGrowing(reader.count(this.count));
    const packed = reader.integers(new Float64Array(reader.count(this.count)));
    const spread = new Float64Array(this.count).fill(NO_ADDRESS);
    const flags = this.flags;
    const argument = this.argument;
    let latest = 0;
    let next = 0;
    for (let row = 0; row < this.count && next < packed.length; row++) {
      if (flags[row] & SliceFlag.hasArgument) latest = argument[row];
      if (flags[row] & SliceFlag.hasExit) spread[row] = packed[next++] + latest;
    }
    return spread;
  }

  #sparseColumns(): readonly SparseColumn[] {
    if (this.#sparse) return this.#sparse;
    const reader = this.#reader(7);
    reader.skipGrowing(reader.count(this.count));
    reader.skipIntegers(reader.count(this.count));
    const columns: SparseColumn[] = [];
    for (let column = 0; column < 4; column++) columns.push(readSparse(reader, this.count));
    this.#offsets[MEMORY] = reader.at;
    return (this.#sparse = columns);
  }

  #memoryColumns(): MemoryColumns {
    if (this.#memory) return this.#memory;
    this.#sparseColumns();
    const reader = this.#reader(MEMORY);
    const allocated = reader.integers(new Float64Array(this.count));
    const freed = reader.integers(new Float64Array(this.count));
    return (this.#memory = { allocated, freed, netBefore: readSparse(reader, this.count) });
  }
}
