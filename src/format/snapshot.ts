/**
 * Reads a heap snapshot (docs/format.md, "A snapshot file") into typed arrays, chunk by chunk. What a file holds is never
 * an error: whole chunks are kept, and problems say what is missing.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { UintColumn } from './chunk.js';
import { readColumn } from './columns.js';
import { FieldWalker } from './field-walker.js';
import { hasSaneSizes, hasValidCrc, readChunkHeader, readFileHeader } from './header.js';
import { decodePayload } from './payload.js';
import { asBigInt, asList, asNumber, asNumberOrNull, asText, asTextOrNull, unpackFields } from './plain.js';
import type { Fields } from './plain.js';
import type { Problem } from './problem.js';
import { ProblemList } from './problem-list.js';
import {
  CHUNK_HEADER_BYTES,
  ChunkKind,
  FILE_HEADER_BYTES,
  HeapEndField,
  HeapNameField,
  HeapNodeField,
  HeapRootField,
  MAGIC_HEAP,
  SnapshotField,
} from './schema.gen.js';

export interface SnapshotRecord {
  readonly pid: number;
  readonly takenEpochNs: bigint;
  readonly pythonVersion: string;
  /** What the program called it, or ''. */
  readonly label: string;
  readonly reason: string;
  readonly walker: string;
  readonly rssBytes: number | null;
}

interface HeapType {
  /** Module and qualname, without `builtins.`. */
  readonly name: string;
  readonly address: bigint;
  readonly file: string | null;
  /** 0 where unknown. */
  readonly line: number;
}

interface HeapRoot {
  /** One of `HeapRootKind`; others may come with a newer version. */
  readonly kind: number;
  readonly address: bigint;
  readonly name: string;
}

export interface HeapSnapshot {
  /** Null when the file does not say. */
  readonly record: SnapshotRecord | null;
  readonly nodeCount: number;
  readonly addresses: BigUint64Array;
  /** Index into `types`. */
  readonly typeIds: Uint32Array;
  /** Bytes. */
  readonly sizes: Float64Array;
  /** 2^32 - 1 for immortal. */
  readonly refcounts: Uint32Array;
  /** How many references each object has; those of the first come first in `targets` and `labels`. */
  readonly edgeCounts: Uint32Array;
  /** Addresses. */
  readonly targets: BigUint64Array;
  /** `HeapEdgeKind` in the low 5 bits, an index into `texts` or a number above. */
  readonly labels: Uint32Array;
  readonly texts: readonly string[];
  readonly types: readonly HeapType[];
  readonly roots: readonly HeapRoot[];
  /** Objects with a place in the source, parallel arrays, by node. */
  readonly places: {
    readonly nodes: Uint32Array;
    /** Indices into `texts`. */
    readonly files: Uint32Array;
    readonly lines: Uint32Array;
    readonly names: Uint32Array;
  };
  /** The collector tracks the first so many objects. */
  readonly tracked: number;
  /** The walk wrote its last chunk. */
  readonly whole: boolean;
  readonly problems: readonly Problem[];
}

export interface SnapshotOptions {
  readonly signal?: AbortSignal;
  /** Share of the file that was read, 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

/** @throws what the file system throws, and the signal's reason. */
export async function readSnapshot(path: string, options: SnapshotOptions = {}): Promise<HeapSnapshot> {
  const file = await open(path);
  try {
    return await new SnapshotReader(file, options).read();
  } finally {
    await file.close();
  }
}

const addressColumns = ['addresses', 'targets'] as const;
const nodeColumns = ['typeIds', 'sizes', 'refcounts', 'edgeCounts'] as const;
const placeColumns = ['placeNodes', 'placeFiles', 'placeLines', 'placeNames'] as const;
const columns = [...nodeColumns, 'labels', ...placeColumns] as const;
type AddressColumn = (typeof addressColumns)[number];
type Column = (typeof nodeColumns)[number] | 'labels' | (typeof placeColumns)[number];

const fieldOf: Readonly<Record<AddressColumn | Column, HeapNodeField>> = {
  addresses: HeapNodeField.addresses,
  typeIds: HeapNodeField.types,
  sizes: HeapNodeField.sizes,
  refcounts: HeapNodeField.refcounts,
  edgeCounts: HeapNodeField.edgeCounts,
  targets: HeapNodeField.targets,
  labels: HeapNodeField.labels,
  placeNodes: HeapNodeField.placeNodes,
  placeFiles: HeapNodeField.placeFiles,
  placeLines: HeapNodeField.placeLines,
  placeNames: HeapNodeField.placeNames,
};

class SnapshotReader {
  readonly #file: FileHandle;
  readonly #options: SnapshotOptions;
  readonly #problems = new ProblemList();
  readonly #addresses: Record<AddressColumn, BigUint64Array[]> = { addresses: [], targets: [] };
  readonly #parts: Record<Column, UintColumn[]> = {
    typeIds: [],
    sizes: [],
    refcounts: [],
    edgeCounts: [],
    labels: [],
    placeNodes: [],
    placeFiles: [],
    placeLines: [],
    placeNames: [],
  };
  readonly #texts: string[] = [];
  readonly #types: HeapType[] = [];
  readonly #roots: HeapRoot[] = [];
  #record: SnapshotRecord | null = null;
  #nodes = 0;
  #edges = 0;
  #expected: { readonly nodes: number; readonly edges: number; readonly tracked: number } | null = null;

  constructor(file: FileHandle, options: SnapshotOptions) {
    this.#file = file;
    this.#options = options;
  }

  async read(): Promise<HeapSnapshot> {
    const { size } = await this.#file.stat();
    const header = readFileHeader(await this.#bytes(0, Math.min(FILE_HEADER_BYTES, size)), MAGIC_HEAP);
    if ('code' in header) this.#problems.add(header.code, 0, header.message);
    else await this.#readChunks(size);
    return this.#result();
  }

  async #readChunks(size: number): Promise<void> {
    const { signal, progress } = this.#options;
    let at = FILE_HEADER_BYTES;
    while (at < size) {
      signal?.throwIfAborted();
      progress?.(at / size);
      const left = size - at;
      const header = left < CHUNK_HEADER_BYTES ? null : readChunkHeader(await this.#bytes(at, CHUNK_HEADER_BYTES), at);
      if (header === null || (hasSaneSizes(header) && CHUNK_HEADER_BYTES + header.length > left)) {
        this.#problems.add('cut-short', at, `The file ends within a chunk: its last ${left} bytes cannot be read.`);
        return;
      }
      if (!hasSaneSizes(header)) {
        this.#problems.add('damaged', at, `The last ${left} bytes, from offset ${at}, are damaged.`);
        return;
      }
      const chunk = await this.#bytes(at, CHUNK_HEADER_BYTES + header.length);
      if (hasValidCrc(header, chunk)) {
        const decoded = decodePayload(header.codec, chunk.subarray(CHUNK_HEADER_BYTES), header.rawLength);
        const problem = 'code' in decoded ? decoded.message : this.#accept(header.kind, decoded.payload);
        if (problem !== null) this.#problems.add('bad-payload', at, `A chunk at offset ${at} was skipped: ${problem}.`);
      } else {
        this.#problems.add('damaged', at, `A chunk of ${chunk.length} bytes at offset ${at} is damaged.`);
      }
      at += chunk.length;
    }
  }

  async #bytes(position: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await this.#file.read(bytes, read, length - read, position + read);
      if (bytesRead === 0) return bytes.subarray(0, read);
      read += bytesRead;
    }
    return bytes;
  }

  /** Why the chunk was skipped, or null. */
  #accept(kind: number, payload: Uint8Array): string | null {
    if (kind === ChunkKind.heapNodes) return this.#acceptNodes(payload);
    const fields = unpackFields(payload);
    if (fields === null) return 'its payload is no map';
    switch (kind) {
      case ChunkKind.snapshot:
        this.#record = readRecord(fields);
        break;
      case ChunkKind.heapNames:
        for (const text of asList(fields.get(HeapNameField.texts))) this.#texts.push(asText(text));
        for (const row of asList(fields.get(HeapNameField.types))) this.#types.push(readType(row));
        break;
      case ChunkKind.heapRoots:
        for (const row of asList(fields.get(HeapRootField.roots))) this.#roots.push(readRoot(row));
        break;
      case ChunkKind.heapEnd:
        this.#expected = {
          nodes: asNumber(fields.get(HeapEndField.nodes)),
          edges: asNumber(fields.get(HeapEndField.edges)),
          tracked: asNumber(fields.get(HeapEndField.tracked)),
        };
        break;
      default:
    }
    return null;
  }

  #acceptNodes(payload: Uint8Array): string | null {
    const found = readBlobs(payload);
    if (found === null) return 'the payload is not well-formed msgpack';
    const bytesOf = (name: AddressColumn | Column) => found.blobs.get(fieldOf[name]) ?? new Uint8Array();
    const widthOf = (name: AddressColumn | Column) => found.widths.get(fieldOf[name]) ?? 4;
    const read = Object.fromEntries(
      columns.map((name) => [name, readColumn(bytesOf(name), widthOf(name))]),
    ) as Readonly<Record<Column, UintColumn | null>>;
    const [addresses, targets] = addressColumns.map((name) => readAddresses(bytesOf(name), widthOf(name)));
    const alike = (...all: readonly ({ readonly length: number } | null)[]) =>
      all.every((one) => one !== null && one.length === all[0]?.length);
    const { typeIds, sizes, refcounts, edgeCounts, labels, placeNodes, placeFiles, placeLines, placeNames } = read;
    if (!alike(addresses, typeIds, sizes, refcounts, edgeCounts) || !alike(targets, labels)) {
      return 'its columns have different lengths';
    }
    if (!alike(placeNodes, placeFiles, placeLines, placeNames)) return 'its places have different lengths';
    if (addresses === null || targets === null || edgeCounts === null || placeNodes === null)
      return 'it lacks a column';
    const count = edgeCounts.length;
    let edges = 0;
    for (const entries of edgeCounts) edges += entries;
    if (edges !== targets.length) return 'its objects refer to more or less than it lists';
    if (placeNodes.some((node) => node >= count)) return 'it has places of objects that are not in it';
    this.#addresses.addresses.push(addresses);
    this.#addresses.targets.push(targets);
    for (const name of columns) {
      const values = read[name];
      if (values === null) continue;
      // Numbered within the chunk there, within the snapshot here.
      const before = this.#nodes;
      this.#parts[name].push(name === 'placeNodes' ? Uint32Array.from(values, (node) => node + before) : values);
    }
    this.#nodes += count;
    this.#edges += edges;
    return null;
  }

  #result(): HeapSnapshot {
    const whole = this.#expected?.nodes === this.#nodes && this.#expected.edges === this.#edges;
    if (!whole && this.#problems.items.length === 0) {
      this.#problems.add('not-closed', 0, 'The snapshot was not written to its end.');
    }
    const take = <A extends Uint32Array | Float64Array>(name: Column, into: A): A => {
      let at = 0;
      for (const part of this.#parts[name]) {
        into.set(part, at);
        at += part.length;
      }
      // As large as all the rest: given back at once.
      this.#parts[name] = [];
      return into;
    };
    const length = (name: Column) => this.#parts[name].reduce((sum, part) => sum + part.length, 0);
    const uints = (name: Column) => take(name, new Uint32Array(length(name)));
    const doubles = (name: Column) => take(name, new Float64Array(length(name)));
    const addresses = (name: AddressColumn) => {
      const joined = joinAddresses(this.#addresses[name]);
      this.#addresses[name] = [];
      return joined;
    };
    return {
      record: this.#record,
      nodeCount: this.#nodes,
      addresses: addresses('addresses'),
      typeIds: uints('typeIds'),
      sizes: doubles('sizes'),
      refcounts: uints('refcounts'),
      edgeCounts: uints('edgeCounts'),
      targets: addresses('targets'),
      labels: uints('labels'),
      texts: this.#texts,
      types: this.#types,
      roots: this.#roots,
      places: {
        nodes: uints('placeNodes'),
        files: uints('placeFiles'),
        lines: uints('placeLines'),
        names: uints('placeNames'),
      },
      tracked: Math.min(this.#expected?.tracked ?? 0, this.#nodes),
      whole,
      problems: this.#problems.items,
    };
  }
}

/** Addresses of 64 bits, more than a number holds exactly; null when the blob is no whole number of entries. */
function readAddresses(bytes: Uint8Array, width: number): BigUint64Array | null {
  if (width === 8) {
    if (bytes.length % 8 !== 0) return null;
    const copy = new Uint8Array(bytes.length);
    copy.set(bytes);
    return new BigUint64Array(copy.buffer);
  }
  const numbers = readColumn(bytes, width);
  return numbers === null ? null : BigUint64Array.from(numbers, BigInt);
}

function joinAddresses(parts: readonly BigUint64Array[]): BigUint64Array {
  const joined = new BigUint64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The `bin` fields of a payload and their widths; null where it is no map of such. */
function readBlobs(payload: Uint8Array) {
  const walker = new FieldWalker(payload);
  const fields = walker.mapHead();
  if (fields < 0) return null;
  const blobs = new Map<number, Uint8Array>();
  const widths = new Map<number, number>();
  for (let i = 0; i < fields; i++) {
    const key = walker.uint();
    if (key === HeapNodeField.widths) {
      const entries = walker.mapHead();
      for (let j = 0; j < entries && !walker.failed; j++) widths.set(walker.uint(), walker.uint());
    } else {
      const blob = walker.blobOrSkip();
      if (blob !== null) blobs.set(key, blob.bytes);
    }
    if (walker.failed) return null;
  }
  return { blobs, widths };
}

export function readRecord(fields: Fields): SnapshotRecord {
  return {
    pid: asNumber(fields.get(SnapshotField.pid)),
    takenEpochNs: asBigInt(fields.get(SnapshotField.takenEpochNs)),
    pythonVersion: asText(fields.get(SnapshotField.pythonVersion)),
    label: asText(fields.get(SnapshotField.label)),
    reason: asText(fields.get(SnapshotField.reason)),
    walker: asText(fields.get(SnapshotField.walker)),
    rssBytes: asNumberOrNull(fields.get(SnapshotField.rssBytes)),
  };
}

function readType(row: unknown): HeapType {
  const [name, address, file, line] = asList(row);
  return { name: asText(name), address: asBigInt(address), file: asTextOrNull(file), line: asNumber(line) };
}

function readRoot(row: unknown): HeapRoot {
  const [kind, address, name] = asList(row);
  return { kind: asNumber(kind), address: asBigInt(address), name: asText(name) };
}
