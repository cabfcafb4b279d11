import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { column, snapshotChunk, u32, u64 } from '../../test/heap/snapshot-chunk.js';
import { encodeFileHeader } from './header.js';
import {
  ChunkKind,
  HeapEdgeKind,
  HeapEndField,
  HeapNameField,
  HeapNodeField,
  HeapRootField,
  HeapRootKind,
  MAGIC_HEAP,
  MAX_CHUNK_BYTES,
  SnapshotField,
} from './schema.gen.js';
import { readSnapshot } from './snapshot.js';
import type { IndexAddresses } from './snapshot.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nodeFields = new Map<unknown, unknown>([
  [HeapNodeField.widths, new Map([HeapNodeField.addresses, HeapNodeField.targets].map((tag) => [tag, 8]))],
  [HeapNodeField.addresses, u64([0x7fff_1234_5670n, 0x7fff_1234_5680n, 0xffff_ffff_ffff_fff0n])],
  [HeapNodeField.types, u32([0, 1, 1])],
  [HeapNodeField.sizes, u32([72, 64, 80])],
  [HeapNodeField.refcounts, u32([1, 2, 0xffff_ffff])],
  [HeapNodeField.edgeCounts, u32([1, 2, 0])],
  [HeapNodeField.targets, u64([0x7fff_1234_5680n, 0xffff_ffff_ffff_fff0n, 0x10n])],
  [HeapNodeField.labels, u32([HeapEdgeKind.attribute | (1 << 5), HeapEdgeKind.item, HeapEdgeKind.item | (7 << 5)])],
  [HeapNodeField.placeNodes, u32([0])],
  [HeapNodeField.placeFiles, u32([0])],
  [HeapNodeField.placeLines, u32([12])],
  [HeapNodeField.placeNames, u32([1])],
]);

const chunks = [
  encodeFileHeader(0, MAGIC_HEAP),
  snapshotChunk(0, ChunkKind.snapshot, new Map<unknown, unknown>([[SnapshotField.pid, 42]])),
  snapshotChunk(
    1,
    ChunkKind.heapNames,
    new Map<unknown, unknown>([
      [HeapNameField.texts, ['/a.py', 'kept']],
      [
        HeapNameField.types,
        [
          ['module', 16, null, 0],
          ['list', 32, '/a.py', 3],
        ],
      ],
    ]),
  ),
  snapshotChunk(2, ChunkKind.heapNodes, nodeFields),
  snapshotChunk(
    3,
    ChunkKind.heapRoots,
    new Map<unknown, unknown>([[HeapRootField.roots, [[HeapRootKind.module, 0x7fff_1234_5670, 'a']]]]),
  ),
  snapshotChunk(
    4,
    ChunkKind.heapEnd,
    new Map<unknown, unknown>([
      [HeapEndField.nodes, 3],
      [HeapEndField.edges, 3],
      [HeapEndField.tracked, 2],
    ]),
  ),
];
const whole = Buffer.concat(chunks);

async function read(bytes: Uint8Array) {
  const path = join(folder, 'a.thheap');
  writeFileSync(path, bytes);
  return readSnapshot(path, indexed);
}

const indexed: IndexAddresses = (addresses) => (wanted, found) => {
  for (const [at, address] of wanted.entries()) found[at] = addresses.indexOf(address);
};

test('a snapshot is read as it was written', async () => {
  const found = await read(whole);
  expect(found).toMatchObject({ nodeCount: 3, tracked: 2, whole: true, problems: [], texts: ['/a.py', 'kept'] });
  expect([...found.addresses]).toEqual([0x7fff_1234_5670n, 0x7fff_1234_5680n, 0xffff_ffff_ffff_fff0n]);
  expect([...found.sizes]).toEqual([72, 64, 80]);
  // The last reference leads to what is no object of the snapshot.
  expect([...found.firstEdge]).toEqual([0, 1, 2, 2]);
  expect([...found.targets]).toEqual([1, 2]);
  expect([...found.labels]).toEqual([HeapEdgeKind.attribute | (1 << 5), HeapEdgeKind.item]);
  expect(found.record?.pid).toBe(42);
  expect(found.types[1]).toEqual({ name: 'list', address: 32n, file: '/a.py', line: 3 });
  expect(found.roots).toEqual([{ kind: HeapRootKind.module, node: 0, name: 'a' }]);
  expect([...found.places.lines]).toEqual([12]);
});

const halved = new Map<unknown, unknown>([
  ...nodeFields,
  [HeapNodeField.widths, new Map([HeapNodeField.addressSegments, HeapNodeField.targetSegments].map((tag) => [tag, 1]))],
  [HeapNodeField.addresses, u32([0x1234_5670, 0x1234_5680, 0xffff_fff0])],
  [HeapNodeField.targets, u32([0x1234_5680, 0xffff_fff0, 0x10])],
  [HeapNodeField.segments, u32([0x7fff, 0xffff_ffff, 0])],
  [HeapNodeField.addressSegments, Buffer.from([0, 0, 1])],
  [HeapNodeField.targetSegments, Buffer.from([0, 1, 2])],
]);

function withNodes(fields: ReadonlyMap<unknown, unknown>): Buffer {
  return Buffer.concat([...chunks.slice(0, 3), snapshotChunk(2, ChunkKind.heapNodes, fields), ...chunks.slice(4)]);
}

test('addresses in halves are those that they were', async () => {
  expect(await read(withNodes(halved))).toEqual(await read(whole));
});

test.each<[string, ReadonlyMap<unknown, unknown>]>([
  ['an upper half that is not there', new Map([...halved, [HeapNodeField.targetSegments, Buffer.from([0, 3, 2])]])],
  ['fewer upper halves than lower ones', new Map([...halved, [HeapNodeField.addressSegments, Buffer.from([0, 1])]])],
  ['no upper halves at all', new Map([...halved, [HeapNodeField.targetSegments, Buffer.alloc(0)]])],
])('%s costs the chunk', async (_what, fields) => {
  const { nodeCount, problems } = await read(withNodes(fields));
  expect(nodeCount).toBe(0);
  expect(problems.map(({ message }) => message).join()).toContain('halves of addresses that do not fit');
});

test('one that was cut at any byte opens with what is whole before, and says so', async () => {
  const ends = chunks.map((_, index) => Buffer.concat(chunks.slice(0, index + 1)).length);
  for (let length = 0; length < whole.length; length++) {
    const found = await read(whole.subarray(0, length));
    expect(found.whole, String(length)).toBe(false);
    expect(found.problems, String(length)).toHaveLength(1);
    expect(found.nodeCount).toBe(length >= ends[3] ? 3 : 0);
    expect(found.problems[0].code).toBe(ends.includes(length) ? 'not-closed' : 'cut-short');
  }
});

test('a damaged byte costs its chunk, and what lies about lengths is not believed', async () => {
  for (let at = chunks[0].length; at < whole.length; at += 3) {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 0xff;
    const found = await read(bytes);
    expect(found.problems.length, String(at)).toBeGreaterThan(0);
  }
  for (const field of [HeapNodeField.edgeCounts, HeapNodeField.placeNodes, HeapNodeField.labels, HeapNodeField.sizes]) {
    const wrong = snapshotChunk(2, ChunkKind.heapNodes, new Map([...nodeFields, [field, u32([9, 9, 9])]]));
    const shorter = snapshotChunk(2, ChunkKind.heapNodes, new Map([...nodeFields, [field, u32([1]).subarray(0, 3)]]));
    for (const bytes of field === HeapNodeField.sizes || field === HeapNodeField.labels
      ? [shorter]
      : [wrong, shorter]) {
      const found = await read(Buffer.concat([...chunks.slice(0, 3), bytes, ...chunks.slice(4)]));
      expect(found.problems[0]?.code).toBe('bad-payload');
      expect(found.nodeCount).toBe(0);
    }
  }
});

test('references of several chunks follow each other, and lead to objects of any', async () => {
  const more = new Map<unknown, unknown>([
    [HeapNodeField.widths, new Map([[HeapNodeField.labels, 1]])],
    [HeapNodeField.addresses, u32([0x100, 0x200])],
    [HeapNodeField.types, u32([0, 0])],
    [HeapNodeField.sizes, u32([1, 2])],
    [HeapNodeField.refcounts, u32([1, 1])],
    [HeapNodeField.edgeCounts, u32([0, 3])],
    [HeapNodeField.targets, u32([0x200, 0x10, 0x100])],
    [HeapNodeField.labels, Buffer.of(1, 2, 3)],
  ]);
  const found = await read(
    Buffer.concat([...chunks.slice(0, 3), snapshotChunk(3, ChunkKind.heapNodes, more), chunks[3]]),
  );
  expect([...found.firstEdge]).toEqual([0, 0, 2, 3, 4, 4]);
  expect([...found.targets]).toEqual([1, 0, 3, 4]);
  expect([...found.labels]).toEqual([1, 3, HeapEdgeKind.attribute | (1 << 5), HeapEdgeKind.item]);
  expect([...found.places.nodes]).toEqual([2]);
  expect([...found.sizes]).toEqual([1, 2, 72, 64, 80]);
});

test('a file that changes while it is read costs the references from there on, and is told', async () => {
  const path = join(folder, 'changing.thheap');
  writeFileSync(path, whole);
  const found = await readSnapshot(path, (addresses) => {
    writeFileSync(path, whole.subarray(0, 200));
    return indexed(addresses);
  });
  expect(found).toMatchObject({ nodeCount: 3, firstEdge: Uint32Array.of(0, 0, 0, 0), targets: new Uint32Array(0) });
  expect(found.problems).toMatchObject([{ code: 'damaged', message: expect.stringContaining('changed') as string }]);
});

test('an object with millions of references is read, in a chunk that no other file may have', async () => {
  const count = 6_000_000;
  const large = new Map<unknown, unknown>([
    [
      HeapNodeField.widths,
      new Map([
        [HeapNodeField.targets, 8],
        [HeapNodeField.labels, 4],
      ]),
    ],
    [HeapNodeField.addresses, u32([0x100])],
    [HeapNodeField.types, u32([1])],
    [HeapNodeField.sizes, u32([8 * count])],
    [HeapNodeField.refcounts, u32([1])],
    [HeapNodeField.edgeCounts, u32([count])],
    [HeapNodeField.targets, column(new BigUint64Array(count).fill(0x100n))],
    [HeapNodeField.labels, Buffer.alloc(4 * count, HeapEdgeKind.item)],
  ]);
  const held = snapshotChunk(3, ChunkKind.heapNodes, large);
  expect(held.length).toBeGreaterThan(MAX_CHUNK_BYTES);
  const found = await read(Buffer.concat([...chunks.slice(0, 4), held]));
  expect(found).toMatchObject({ nodeCount: 4, problems: [{ code: 'not-closed' }] });
  expect(found.firstEdge[4] - found.firstEdge[3]).toBe(count);
  // What it says of its size is believed only as far as there is a file.
  const cut = await read(Buffer.concat([...chunks.slice(0, 4), held.subarray(0, 1000)]));
  expect(cut).toMatchObject({ nodeCount: 3, problems: [{ code: 'damaged' }] });
});

test('other files are told apart', async () => {
  expect((await read(Buffer.from('hello, this is no snapshot'))).problems[0].code).toBe('not-a-recording');
  const trace = await read(encodeFileHeader(0));
  expect(trace.problems[0].message).toContain('not a heap snapshot');
});
