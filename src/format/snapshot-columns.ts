/**
 * The columns of a heap snapshot's objects and of their references, joined from its chunks. The file is gone through three
 * times: to count, so that each column is allocated once; for the objects; and for their references, when it is known
 * where all objects are. To keep 8 bytes for each reference until then would take more memory than all the rest.
 */
import type { UintColumn } from './chunk.js';
import type { ChunkColumns } from './chunk-columns.js';
import { HeapNodeField } from './schema.gen.js';

/** How many there are of each in the chunks that were accepted. */
export interface Counts {
  readonly nodes: number;
  /** Whether or not they lead to an object of the snapshot. */
  readonly edges: number;
  readonly places: number;
  /** Exact str and bytes of which a hash is told. */
  readonly strings: number;
}

/** The first pass. */
export class ColumnCounter {
  readonly #columns: ChunkColumns;
  #counts: Counts = { nodes: 0, edges: 0, places: 0, strings: 0 };

  constructor(columns: ChunkColumns) {
    this.#columns = columns;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Why the chunk is to be skipped, or null. */
  accept(payload: Uint8Array): string | null {
    const columns = this.#columns;
    if (!columns.load(payload)) return 'the payload is not well-formed msgpack';
    const nodes = sameLength(columns, [
      HeapNodeField.addresses,
      HeapNodeField.types,
      HeapNodeField.sizes,
      HeapNodeField.refcounts,
      HeapNodeField.edgeCounts,
    ]);
    const edges = sameLength(columns, [HeapNodeField.targets, HeapNodeField.labels]);
    const places = sameLength(columns, [
      HeapNodeField.placeNodes,
      HeapNodeField.placeFiles,
      HeapNodeField.placeLines,
      HeapNodeField.placeNames,
    ]);
    const strings = sameLength(columns, [HeapNodeField.stringNodes, HeapNodeField.stringHashes]);
    if (nodes === null || edges === null) return 'its columns have different lengths';
    if (!columns.areWhole(HeapNodeField.addresses) || !columns.areWhole(HeapNodeField.targets)) {
      return 'it has halves of addresses that do not fit';
    }
    if (places === null) return 'its places have different lengths';
    if (strings === null) return 'its strings have different lengths';
    if (sumOf(columns.numbers(HeapNodeField.edgeCounts)) !== edges) {
      return 'its objects refer to more or less than it lists';
    }
    if (columns.numbers(HeapNodeField.placeNodes)?.some((node) => node >= nodes) === true) {
      return 'it has places of objects that are not in it';
    }
    if (columns.numbers(HeapNodeField.stringNodes)?.some((node) => node >= nodes) === true) {
      return 'it has strings that are not in it';
    }
    const { counts } = this;
    this.#counts = {
      nodes: counts.nodes + nodes,
      edges: counts.edges + edges,
      places: counts.places + places,
      strings: counts.strings + strings,
    };
    return null;
  }
}

/** The second pass. */
export class NodeColumns {
  readonly #columns: ChunkColumns;
  readonly #addresses: BigUint64Array;
  readonly #typeIds: Uint32Array;
  readonly #sizes: Float64Array;
  readonly #refcounts: Uint32Array;
  readonly #places: Record<'nodes' | 'files' | 'lines' | 'names', Uint32Array>;
  readonly #strings: { readonly nodes: Uint32Array; readonly hashes: BigUint64Array };
  #at = 0;
  #placeAt = 0;
  #stringAt = 0;

  /** @param withStrings: without, the columns of strings are left empty. */
  constructor(columns: ChunkColumns, { nodes, places, strings }: Counts, withStrings: boolean) {
    this.#columns = columns;
    this.#addresses = new BigUint64Array(nodes);
    this.#typeIds = new Uint32Array(nodes);
    this.#sizes = new Float64Array(nodes);
    this.#refcounts = new Uint32Array(nodes);
    const place = () => new Uint32Array(places);
    this.#places = { nodes: place(), files: place(), lines: place(), names: place() };
    const kept = withStrings ? strings : 0;
    this.#strings = { nodes: new Uint32Array(kept), hashes: new BigUint64Array(kept) };
  }

  /** False when the chunk is not the one that was counted. */
  accept(payload: Uint8Array): boolean {
    const columns = this.#columns;
    if (!columns.load(payload)) return false;
    const at = this.#at;
    const addresses = columns.addresses(HeapNodeField.addresses);
    const isPut =
      addresses !== null &&
      at + addresses.length <= this.#addresses.length &&
      put(this.#typeIds, at, columns.numbers(HeapNodeField.types)) &&
      put(this.#sizes, at, columns.numbers(HeapNodeField.sizes)) &&
      put(this.#refcounts, at, columns.numbers(HeapNodeField.refcounts)) &&
      this.#putPlaces() &&
      (this.#strings.nodes.length === 0 || this.#putStrings());
    if (!isPut) return false;
    this.#addresses.set(addresses, at);
    this.#at += addresses.length;
    return true;
  }

  #putPlaces(): boolean {
    const at = this.#placeAt;
    const { nodes, files, lines, names } = this.#places;
    const own = this.#columns.numbers(HeapNodeField.placeNodes);
    const isPut =
      put(nodes, at, own) &&
      put(files, at, this.#columns.numbers(HeapNodeField.placeFiles)) &&
      put(lines, at, this.#columns.numbers(HeapNodeField.placeLines)) &&
      put(names, at, this.#columns.numbers(HeapNodeField.placeNames));
    if (own === null || !isPut) return false;
    this.#placeAt += own.length;
    // Numbered within the chunk there, within the snapshot here.
    for (let place = at; place < this.#placeAt; place++) nodes[place] += this.#at;
    return true;
  }

  #putStrings(): boolean {
    const at = this.#stringAt;
    const { nodes, hashes } = this.#strings;
    const own = this.#columns.numbers(HeapNodeField.stringNodes);
    const told = this.#columns.wide(HeapNodeField.stringHashes);
    if (own === null || told?.length !== own.length || !put(nodes, at, own)) return false;
    hashes.set(told, at);
    this.#stringAt += own.length;
    for (let string = at; string < this.#stringAt; string++) nodes[string] += this.#at;
    return true;
  }

  take() {
    return {
      addresses: this.#addresses,
      typeIds: this.#typeIds,
      sizes: this.#sizes,
      refcounts: this.#refcounts,
      places: this.#places,
      strings: this.#strings,
    };
  }
}

/** Numbers of the objects at addresses, -1 where there is none, into `found`. */
export type FindNodes = (addresses: BigUint64Array, found: Int32Array) => void;

/** The third pass. */
export class EdgeColumns {
  readonly #columns: ChunkColumns;
  readonly #find: FindNodes;
  readonly #first: Uint32Array;
  readonly #targets: Uint32Array;
  readonly #labels: Uint32Array;
  #found = new Int32Array(0);
  #nodes = 0;
  #edges = 0;

  constructor(columns: ChunkColumns, { nodes, edges }: Counts, find: FindNodes) {
    this.#columns = columns;
    this.#find = find;
    this.#first = new Uint32Array(nodes + 1);
    this.#targets = new Uint32Array(edges);
    this.#labels = new Uint32Array(edges);
  }

  /** References to what is no object of the snapshot are left out. False when the chunk is not the one that was counted. */
  accept(payload: Uint8Array): boolean {
    if (!this.#columns.load(payload)) return false;
    const counts = this.#columns.numbers(HeapNodeField.edgeCounts);
    const targets = this.#columns.addresses(HeapNodeField.targets);
    const labels = this.#columns.numbers(HeapNodeField.labels);
    if (counts === null || targets === null || labels === null) return false;
    const isRoom =
      this.#nodes + counts.length < this.#first.length && this.#edges + labels.length <= this.#labels.length;
    if (!isRoom || targets.length !== labels.length || sumOf(counts) !== labels.length) return false;
    if (this.#found.length < targets.length) this.#found = new Int32Array(Math.ceil(1.5 * targets.length));
    this.#find(targets, this.#found);
    this.#keep(counts, labels);
    return true;
  }

  #keep(counts: UintColumn, labels: UintColumn): void {
    const found = this.#found;
    const first = this.#first;
    const targets = this.#targets;
    const kept = this.#labels;
    let node = this.#nodes;
    let edge = this.#edges;
    let at = 0;
    let end = 0;
    for (let object = 0; object < counts.length; object++) {
      end += counts[object];
      for (; at < end; at++) {
        const target = found[at];
        if (target < 0) continue;
        targets[edge] = target;
        kept[edge++] = labels[at];
      }
      first[++node] = edge;
    }
    this.#nodes = node;
    this.#edges = edge;
  }

  take() {
    // Objects of chunks that could not be read again refer to nothing.
    this.#first.fill(this.#edges, this.#nodes + 1);
    return {
      firstEdge: this.#first,
      targets: this.#targets.subarray(0, this.#edges),
      labels: this.#labels.subarray(0, this.#edges),
    };
  }
}

/** Null where they differ, or one cannot be read. */
function sameLength(columns: ChunkColumns, fields: readonly HeapNodeField[]): number | null {
  const [first, ...rest] = fields.map((field) => columns.entries(field));
  return rest.every((length) => length === first) ? (first ?? null) : null;
}

function put(into: Uint32Array | Float64Array, at: number, values: UintColumn | null): boolean {
  if (values === null || at + values.length > into.length) return false;
  into.set(values, at);
  return true;
}

function sumOf(counts: UintColumn | null): number {
  let sum = 0;
  if (counts !== null) for (let at = 0; at < counts.length; at++) sum += counts[at];
  return sum;
}
