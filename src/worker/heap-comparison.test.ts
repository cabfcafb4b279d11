import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { heapClient } from '../../test/heap/heap-client.js';
import { snapshotBytes } from '../../test/heap/snapshot-file.js';
import type { MadeObject } from '../../test/heap/snapshot-file.js';
import { SnapshotField } from '../format/schema.gen.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-heap-comparison-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('a snapshot that is compared with an earlier one', () => {
  /** Orders in a list, of which the earlier snapshot has other ones than the later; the list grows, a name goes. */
  const shop = (orders: number, size: number, names: readonly string[]): readonly MadeObject[] => [
    { type: 'module', size: 72, edges: [['attribute', 'orders', 1] as const, ['attribute', 'name', 2] as const] },
    {
      type: 'list',
      size,
      edges: Array.from({ length: orders }, (_, at) => ['item', at, 2 + names.length + at] as const),
    },
    ...names.map((name) => ({ type: name, size: 50 })),
    ...Array.from({ length: orders }, () => ({ type: 'shop.Order', size: 100 })),
  ];
  const at = (ms: number) =>
    new Map<SnapshotField, unknown>([
      [SnapshotField.pid, 7],
      [SnapshotField.takenEpochNs, BigInt(ms) * 1_000_000n],
    ]);
  const roots = [[0, 'shop']] as const;
  const early = written('early.thheap', snapshotBytes({ objects: shop(2, 80, ['str']), roots, record: at(1000) }));
  const late = written('late.thheap', snapshotBytes({ objects: shop(5, 104, ['bytes']), roots, record: at(3000) }));
  const elsewhere = new Map([...at(500), [SnapshotField.pid, 8]]);
  const other = written(
    'other-process.thheap',
    snapshotBytes({ objects: shop(4, 80, ['str']), roots, record: elsewhere }),
  );
  const all = { text: '', column: 'bytes', descending: true, limit: 10, offset: 0 } as const;

  test('says what is new, gone and grown, by type and in all', async () => {
    const asking = heapClient();
    const fractions: number[] = [];
    asking.on('comparing', ({ fraction }) => fractions.push(fraction));
    await asking.call('open', { path: late });
    expect(await asking.call('compare', { path: early })).toMatchObject({
      base: { takenMs: 1000 },
      counts: [5, 8],
      bytes: [402, 726],
      moves: { created: { count: 4, bytes: 350 }, gone: { count: 1, bytes: 50 }, grown: { count: 1, bytes: 24 } },
    });
    expect(fractions.length).toBeGreaterThan(0);
    const { rows, of, mostBytes } = await asking.call('changes', all);
    expect([of, mostBytes]).toEqual([4, 300]);
    expect(rows.map(({ name, count, bytes }) => [name, count, bytes])).toEqual([
      ['shop.Order', 3, 300],
      ['bytes', 1, 50],
      ['list', 0, 24],
      ['str', -1, -50],
    ]);
    expect(rows.map(({ moves }) => [moves?.created.count, moves?.gone.count, moves?.grown.bytes])).toEqual([
      [3, 0, 0],
      [1, 0, 0],
      [0, 0, 24],
      [0, 1, 0],
    ]);
  });

  test('lists them in any order and by words, page by page', async () => {
    const asking = heapClient();
    await asking.call('open', { path: late });
    await asking.call('compare', { path: early });
    const namesBy = async (query: object) => {
      const { rows } = await asking.call('changes', { ...all, ...query });
      return rows.map(({ name }) => name);
    };
    expect(await namesBy({ column: 'name', descending: false })).toEqual(['bytes', 'list', 'shop.Order', 'str']);
    expect(await namesBy({ column: 'gone', limit: 1 })).toEqual(['str']);
    expect(await namesBy({ column: 'grown', limit: 1 })).toEqual(['list']);
    expect(await namesBy({ descending: false, limit: 1 })).toEqual(['str']);
    expect(await namesBy({ text: 'ORDER shop' })).toEqual(['shop.Order']);
    expect(await namesBy({ offset: 3 })).toEqual(['str']);
  });

  test('tells of a type which objects are new, and how they are held', async () => {
    const asking = heapClient();
    await asking.call('open', { path: late });
    await asking.call('compare', { path: early });
    const [{ change }] = (await asking.call('changes', all)).rows;
    const { total, rows } = await asking.call('newObjects', { change, limit: 2, offset: 1 });
    expect([total, rows.map(({ node }) => node)]).toEqual([3, [6, 7]]);
    expect(await asking.call('changedWays', change)).toEqual({
      ways: [{ way: 'shop.orders[]', counts: [2, 5], bytes: [200, 500], created: 3, example: 5 }],
      total: 1,
    });
    const gone = (await asking.call('changes', { ...all, column: 'gone', limit: 1 })).rows[0];
    expect(await asking.call('changedWays', gone.change)).toMatchObject({
      ways: [{ way: 'shop.name', counts: [1, 0], created: 0, example: null }],
    });
    expect(await asking.call('newObjects', { change: 99, limit: 2, offset: 0 })).toEqual({ total: 0, rows: [] });
  });

  test('tells objects of another process apart by type and way alone', async () => {
    const asking = heapClient();
    await asking.call('open', { path: late });
    await asking.call('compare', { path: early });
    expect(await asking.call('compare', { path: other })).toMatchObject({ counts: [7, 8], moves: null });
    const [row] = (await asking.call('changes', { ...all, text: 'order' })).rows;
    expect(row).toMatchObject({ count: 1, moves: null });
    const { ways } = await asking.call('changedWays', row.change);
    expect(ways).toMatchObject([{ counts: [4, 5], created: null }]);
    expect(await asking.call('newObjects', { change: row.change, limit: 1, offset: 0 })).toMatchObject({ total: 5 });
  });

  test('refuses what is no snapshot, and answers no question about what was not compared', async () => {
    const asking = heapClient();
    await asking.call('open', { path: late });
    expect(await asking.request('changes', all)).toMatchObject({ err: { code: 'bad-argument' } });
    const text = written('text.thheap', Buffer.from('just a text, no snapshot at all'));
    await asking.call('compare', { path: early });
    expect(await asking.request('compare', { path: text })).toMatchObject({ err: { code: 'not-a-recording' } });
    expect(await asking.request('changedWays', 0)).toMatchObject({ err: { code: 'bad-argument' } });
    expect(await asking.request('object', 0)).toMatchObject({ ok: { node: 0 } });
  });
});
