/**
 * Reads a heap snapshot (docs/format.md, "A snapshot file") into typed arrays, chunk by chunk. What a file holds is never
 * an error: whole chunks are kept, and problems say what is missing.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ChunkHeader } from './chunk.js';
import { fitsInSnapshot, hasSaneSizes, hasValidCrc, readChunkHeader, readFileHeader } from './header.js';
import { decodePayload } from './payload.js';
import { asList, asText, unpackFields } from './plain.js';
import type { Problem } from './problem.js';
import { ProblemList } from './problem-list.js';
import {
  CHUNK_HEADER_BYTES,
  ChunkKind,
  FILE_HEADER_BYTES,
  HeapNameField,
  HeapRootField,
  MAGIC_HEAP,
} from './schema.gen.js';
import { ChunkColumns } from './chunk-columns.js';
import { ColumnCounter, EdgeColumns, NodeColumns } from './snapshot-columns.js';
import type { FindNodes } from './snapshot-columns.js';
import { readEnd, readRecord, readRoot, readType } from './snapshot-records.js';
import type { HeapType, RootRecord, SnapshotEnd, SnapshotRecord } from './snapshot-records.js';

interface HeapRoot {
  /** One of `HeapRootKind`; others may come with a newer version. */
  readonly kind: number;
  readonly node: number;
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
  /** The references of object v are firstEdge[v] to firstEdge[v + 1] - 1; one entry more than there are objects. */
  readonly firstEdge: Uint32Array;
  /** Objects; references to what is none of the snapshot are left out. */
  readonly targets: Uint32Array;
  /** `HeapEdgeKind` in the low 5 bits, an index into `texts` or a number above. */
  readonly labels: Uint32Array;
  readonly texts: readonly string[];
  readonly types: readonly HeapType[];
  /** Those that are objects of the snapshot. */
  readonly roots: readonly HeapRoot[];
  /** Objects with a place in the source, parallel arrays, by node. */
  readonly places: {
    readonly nodes: Uint32Array;
    /** Indices into `texts`. */
    readonly files: Uint32Array;
    readonly lines: Uint32Array;
    readonly names: Uint32Array;
  };
  /**
   * Exact str and bytes with a hash of their contents, parallel arrays, by node: of two of one type that is the same only where the
   * contents are. Empty where they were not asked for, or the snapshot does not tell.
   */
  readonly strings: {
    readonly nodes: Uint32Array;
    readonly hashes: BigUint64Array;
  };
  /** The collector tracks the first so many objects. */
  readonly tracked: number;
  /** The walk wrote its last chunk. */
  readonly whole: boolean;
  readonly problems: readonly Problem[];
}

export interface SnapshotOptions {
  readonly signal?: AbortSignal;
  /** Share of the work that is done, 0 to 1. */
  readonly progress?: (fraction: number) => void;
  /** Whether hashes of strings are read, 12 bytes for each. */
  readonly strings?: boolean;
}

/** Learns where all objects are, and then tells which is at an address. */
export type IndexAddresses = (addresses: BigUint64Array) => FindNodes;

/** @throws what the file system throws, and the signal's reason. */
export async function readSnapshot(
  path: string,
  indexAddresses: IndexAddresses,
  options: SnapshotOptions = {},
): Promise<HeapSnapshot> {
  const file = await open(path);
  try {
    return await new SnapshotReader(file, options).read(indexAddresses);
  } finally {
    await file.close();
  }
}

/** How much of the work is done after which pass. */
const FIRST_PASS = 0.2;
const SECOND_PASS = 0.3;

class SnapshotReader {
  readonly #file: FileHandle;
  readonly #options: SnapshotOptions;
  readonly #problems = new ProblemList();
  readonly #columns = new ChunkColumns();
  readonly #counter = new ColumnCounter(this.#columns);
  readonly #nodeChunks: ChunkHeader[] = [];
  readonly #texts: string[] = [];
  readonly #types: HeapType[] = [];
  readonly #roots: RootRecord[] = [];
  #buffer = new Uint8Array(0);
  #record: SnapshotRecord | null = null;
  #expected: SnapshotEnd | null = null;

  constructor(file: FileHandle, options: SnapshotOptions) {
    this.#file = file;
    this.#options = options;
  }

  async read(indexAddresses: IndexAddresses): Promise<HeapSnapshot> {
    const { size } = await this.#file.stat();
    const header = readFileHeader(await this.#bytes(0, Math.min(FILE_HEADER_BYTES, size)), MAGIC_HEAP);
    if ('code' in header) this.#problems.add(header.code, 0, header.message);
    else await this.#readChunks(size);
    const { counts } = this.#counter;
    const { nodes, edges } = counts;
    const whole = this.#expected?.nodes === nodes && this.#expected.edges === edges;
    if (!whole && this.#problems.items.length === 0) {
      this.#problems.add('not-closed', 0, 'The snapshot was not written to its end.');
    }
    const nodeColumns = new NodeColumns(this.#columns, counts, this.#options.strings === true);
    await this.#readAgain(FIRST_PASS, SECOND_PASS, (payload) => nodeColumns.accept(payload));
    const objects = nodeColumns.take();
    const find = indexAddresses(objects.addresses);
    const edgeColumns = new EdgeColumns(this.#columns, counts, find);
    await this.#readAgain(SECOND_PASS, 1, (payload) => edgeColumns.accept(payload));
    return {
      record: this.#record,
      nodeCount: nodes,
      ...objects,
      ...edgeColumns.take(),
      texts: this.#texts,
      types: this.#types,
      roots: rootsOf(this.#roots, find),
      tracked: Math.min(this.#expected?.tracked ?? 0, nodes),
      whole,
      problems: this.#problems.items,
    };
  }

  async #readChunks(size: number): Promise<void> {
    let at = FILE_HEADER_BYTES;
    while (at < size) {
      this.#tick(FIRST_PASS * (at / size));
      const left = size - at;
      const header = left < CHUNK_HEADER_BYTES ? null : readChunkHeader(await this.#bytes(at, CHUNK_HEADER_BYTES), at);
      if (header === null || (hasSaneSizes(header) && CHUNK_HEADER_BYTES + header.length > left)) {
        this.#problems.add('cut-short', at, `The file ends within a chunk: its last ${left} bytes cannot be read.`);
        return;
      }
      if (!fitsInSnapshot(header, left)) {
        this.#problems.add('damaged', at, `The last ${left} bytes, from offset ${at}, are damaged.`);
        return;
      }
      const chunk = await this.#bytes(at, CHUNK_HEADER_BYTES + header.length);
      if (hasValidCrc(header, chunk)) {
        const decoded = decodePayload(header.codec, chunk.subarray(CHUNK_HEADER_BYTES), header.rawLength);
        const problem = 'code' in decoded ? decoded.message : this.#accept(header, decoded.payload);
        if (problem !== null) this.#problems.add('bad-payload', at, `A chunk at offset ${at} was skipped: ${problem}.`);
      } else {
        this.#problems.add('damaged', at, `A chunk of ${chunk.length} bytes at offset ${at} is damaged.`);
      }
      at += chunk.length;
    }
  }

  /** Goes through the chunks of objects once more, until one is not what it was. */
  async #readAgain(from: number, end: number, accept: (payload: Uint8Array) => boolean): Promise<void> {
    for (const [index, { fileOffset, length, codec, rawLength }] of this.#nodeChunks.entries()) {
      this.#tick(from + (end - from) * (index / this.#nodeChunks.length));
      const stored = await this.#bytes(fileOffset + CHUNK_HEADER_BYTES, length);
      const decoded = decodePayload(codec, stored, rawLength);
      if ('payload' in decoded && accept(decoded.payload)) continue;
      this.#problems.add('damaged', fileOffset, `The file changed at offset ${fileOffset} while it was read.`);
      return;
    }
  }

  #tick(fraction: number): void {
    this.#options.signal?.throwIfAborted();
    this.#options.progress?.(fraction);
  }

  /** Good until the next call. */
  async #bytes(position: number, length: number): Promise<Uint8Array> {
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    const bytes = this.#buffer.subarray(0, length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await this.#file.read(bytes, read, length - read, position + read);
      if (bytesRead === 0) return bytes.subarray(0, read);
      read += bytesRead;
    }
    return bytes;
  }

  /** Why the chunk was skipped, or null. */
  #accept(header: ChunkHeader, payload: Uint8Array): string | null {
    if (header.kind === ChunkKind.heapNodes) {
      const problem = this.#counter.accept(payload);
      if (problem === null) this.#nodeChunks.push(header);
      return problem;
    }
    const fields = unpackFields(payload);
    if (fields === null) return 'its payload is no map';
    switch (header.kind) {
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
        this.#expected = readEnd(fields);
        break;
      default:
    }
    return null;
  }
}

function rootsOf(records: readonly RootRecord[], find: FindNodes): readonly HeapRoot[] {
  const nodes = new Int32Array(records.length);
  find(
    BigUint64Array.from(records, ({ address }) => BigInt.asUintN(64, address)),
    nodes,
  );
  return records.flatMap(({ kind, name }, at) => (nodes[at] < 0 ? [] : [{ kind, node: nodes[at], name }]));
}
