/** A heap as a snapshot file, as the recorder writes it: chunks of columns of 64-bit addresses. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { encodeFileHeader } from '../../../src/format/header.js';
import {
  ChunkKind,
  HeapEndField,
  HeapNameField,
  HeapNodeField,
  HeapRootField,
  HeapRootKind,
  MAGIC_HEAP,
  SnapshotField,
} from '../../../src/format/schema.gen.js';
import { column, snapshotChunk } from '../../heap/snapshot-chunk.js';
import type { SyntheticHeap } from './synthetic.js';

const OBJECTS_PER_CHUNK = 1 << 16;

export function writeThheap(heap: SyntheticHeap, types: number, names: number, path: string): void {
  const { nodes, firstEdge, target, label, shallow, type, refcount, roots } = heap;
  const file = openSync(path, 'w');
  let sequence = 0;
  const chunk = (kind: ChunkKind, fields: ReadonlyMap<unknown, unknown>) => {
    writeSync(file, snapshotChunk(sequence++, kind, fields));
  };
  writeSync(file, encodeFileHeader(0, MAGIC_HEAP));
  chunk(ChunkKind.snapshot, new Map<unknown, unknown>([[SnapshotField.pid, 1]]));
  chunk(
    ChunkKind.heapNames,
    new Map<unknown, unknown>([
      [HeapNameField.texts, Array.from({ length: names }, (_, at) => `name_${at}`)],
      [HeapNameField.types, Array.from({ length: types }, (_, at) => [`module.Type${at}`, 0, null, 0])],
    ]),
  );
  const widths = new Map([HeapNodeField.addresses, HeapNodeField.targets].map((field) => [field, 8]));
  for (let from = 0; from < nodes.length; from += OBJECTS_PER_CHUNK) {
    const end = Math.min(nodes.length, from + OBJECTS_PER_CHUNK);
    const [begin, last] = [firstEdge[from], firstEdge[end]];
    const edgeCounts = Uint32Array.from(
      { length: end - from },
      (_, at) => firstEdge[from + at + 1] - firstEdge[from + at],
    );
    chunk(
      ChunkKind.heapNodes,
      new Map<unknown, unknown>([
        [HeapNodeField.widths, widths],
        [HeapNodeField.addresses, column(nodes.subarray(from, end))],
        [HeapNodeField.types, column(type.subarray(from, end))],
        [HeapNodeField.sizes, column(shallow.subarray(from, end))],
        [HeapNodeField.refcounts, column(refcount.subarray(from, end))],
        [HeapNodeField.edgeCounts, column(edgeCounts)],
        [HeapNodeField.targets, column(target.subarray(begin, last))],
        [HeapNodeField.labels, column(label.subarray(begin, last))],
      ]),
    );
  }
  const rows = Array.from(roots, (root) => [HeapRootKind.module, nodes[root], 'everything']);
  chunk(ChunkKind.heapRoots, new Map<unknown, unknown>([[HeapRootField.roots, rows]]));
  chunk(
    ChunkKind.heapEnd,
    new Map<unknown, unknown>([
      [HeapEndField.nodes, nodes.length],
      [HeapEndField.edges, target.length],
      [HeapEndField.tracked, nodes.length],
    ]),
  );
  closeSync(file);
}
