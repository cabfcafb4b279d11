import { encodeFileHeader } from '../../src/format/header.js';
import {
  ChunkKind,
  HeapEdgeKind,
  HeapEndField,
  HeapNameField,
  HeapNodeField,
  HeapRootField,
  HeapRootKind,
  MAGIC_HEAP,
  SnapshotField,
} from '../../src/format/schema.gen.js';
import { snapshotChunk, u32, u64 } from './snapshot-chunk.js';

/** An edge as it is written: its kind, and the text or the number that tells it from others. */
type MadeEdge = readonly [kind: keyof typeof HeapEdgeKind, name: string | number, to: number];

export interface MadeObject {
  readonly type: string;
  readonly size: number;
  /** References that the interpreter counts; as many as the objects hold, where it is left out. */
  readonly refcount?: number;
  readonly edges?: readonly MadeEdge[];
  /** Of a str or bytes: what hash() tells of its content. */
  readonly hash?: bigint;
  readonly place?: { readonly file: string; readonly line: number; readonly name: string };
}

interface MadeSnapshot {
  readonly objects: readonly MadeObject[];
  readonly roots: readonly (readonly [node: number, name: string])[];
  readonly record?: ReadonlyMap<SnapshotField, unknown>;
  /** Leave out the last chunk, as a walk does that was ended. */
  readonly isCut?: boolean;
  /** An index that is said to be that of a string, whether or not there is such an object. */
  readonly strayString?: number;
}

const FIRST_ADDRESS = 0x7f00_0000_1000n;

/** Address of an object in the made file. */
export function addressOf(node: number): bigint {
  return FIRST_ADDRESS + 64n * BigInt(node);
}

/** A snapshot file as the walk writes it. */
export function snapshotBytes({
  objects,
  roots,
  record = new Map(),
  isCut = false,
  strayString,
}: MadeSnapshot): Uint8Array {
  const texts: string[] = [];
  const textId = (text: string): number => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const types = [...new Set(objects.map(({ type }) => type))];
  const edges = objects.flatMap(({ edges: own = [] }) => own);
  const held = (node: number) => edges.filter(([, , to]) => to === node).length;
  const labels = edges.map(
    ([kind, name]) => (HeapEdgeKind[kind] | ((typeof name === 'string' ? textId(name) : name) << 5)) >>> 0,
  );
  const placed = objects.flatMap(({ place }, node) => (place === undefined ? [] : [{ node, ...place }]));
  const strings = objects.flatMap(({ hash }, node) => (hash === undefined ? [] : [{ node, hash }]));
  if (strayString !== undefined) strings.push({ node: strayString, hash: 0n });
  const wide = new Map(
    [HeapNodeField.addresses, HeapNodeField.targets, HeapNodeField.stringHashes].map((tag) => [tag, 8]),
  );
  const nodes = new Map<unknown, unknown>([
    [HeapNodeField.widths, wide],
    [HeapNodeField.addresses, u64(objects.map((_object, node) => addressOf(node)))],
    [HeapNodeField.types, u32(objects.map(({ type }) => types.indexOf(type)))],
    [HeapNodeField.sizes, u32(objects.map(({ size }) => size))],
    [HeapNodeField.refcounts, u32(objects.map(({ refcount }, node) => refcount ?? held(node)))],
    [HeapNodeField.edgeCounts, u32(objects.map(({ edges: own = [] }) => own.length))],
    [HeapNodeField.targets, u64(edges.map(([, , to]) => addressOf(to)))],
    [HeapNodeField.labels, u32(labels)],
    [HeapNodeField.placeNodes, u32(placed.map(({ node }) => node))],
    [HeapNodeField.placeFiles, u32(placed.map(({ file }) => textId(file)))],
    [HeapNodeField.placeLines, u32(placed.map(({ line }) => line))],
    [HeapNodeField.placeNames, u32(placed.map(({ name }) => textId(name)))],
    // As in snapshots of before they were told.
    ...(strings.length === 0
      ? []
      : [
          [HeapNodeField.stringNodes, u32(strings.map(({ node }) => node))] as const,
          [HeapNodeField.stringHashes, u64(strings.map(({ hash }) => hash))] as const,
        ]),
  ]);
  const rows = roots.map(([node, name]) => [HeapRootKind.module, addressOf(node), name]);
  const end = new Map<unknown, unknown>([
    [HeapEndField.nodes, objects.length],
    [HeapEndField.edges, edges.length],
    [HeapEndField.tracked, objects.length],
  ]);
  const chunks: readonly (readonly [ChunkKind, ReadonlyMap<unknown, unknown>])[] = [
    [ChunkKind.snapshot, new Map<unknown, unknown>([[SnapshotField.pid, 42], ...record])],
    [
      ChunkKind.heapNames,
      new Map<unknown, unknown>([
        [HeapNameField.texts, texts],
        [HeapNameField.types, types.map((name, at) => [name, 16 * (at + 1), null, 0])],
      ]),
    ],
    [ChunkKind.heapNodes, nodes],
    [ChunkKind.heapRoots, new Map<unknown, unknown>([[HeapRootField.roots, rows]])],
    ...(isCut ? [] : [[ChunkKind.heapEnd, end] as const]),
  ];
  return Buffer.concat([
    encodeFileHeader(0, MAGIC_HEAP),
    ...chunks.map(([kind, fields], sequence) => snapshotChunk(sequence, kind, fields)),
  ]);
}
