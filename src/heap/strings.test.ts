import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { snapshotBytes } from '../../test/heap/snapshot-file.js';
import type { MadeObject } from '../../test/heap/snapshot-file.js';
import { openSnapshot } from './open-snapshot.js';
import { pathName } from './holding-path.js';
import { duplicateStrings } from './strings.js';
import type { Duplicates } from './strings.js';

async function duplicates(objects: readonly MadeObject[], strings = true, limit = 10): Promise<Duplicates> {
  const folder = mkdtempSync(join(tmpdir(), 'tracehold-strings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.thheap');
  writeFileSync(path, snapshotBytes({ objects, roots: [[0, 'shop']] }));
  return duplicateStrings(await openSnapshot(path, { strings }), limit);
}

const HIGH = 2n ** 63n;
const LOW = 7n;

/** A module with a list and a dict; the first object is 3. */
function held(inList: readonly MadeObject[], keys: readonly MadeObject[]): readonly MadeObject[] {
  const firstKey = 3 + inList.length;
  return [
    {
      type: 'module',
      size: 72,
      edges: [
        ['attribute', 'names', 1],
        ['attribute', 'table', 2],
      ],
    },
    { type: 'list', size: 56, edges: inList.map((_one, at) => ['item', at, 3 + at] as const) },
    { type: 'dict', size: 232, edges: keys.map((_one, at) => ['keyObject', "'spam'", firstKey + at] as const) },
    ...inList,
    ...keys,
  ];
}

const text = (hash: bigint, size = 100): MadeObject => ({ type: 'str', size, hash });
const data = (hash: bigint, size = 100): MadeObject => ({ type: 'bytes', size, hash });

test('what is there several times, what it wastes, and how most of it is held', async () => {
  const found = await duplicates(
    held([text(HIGH), text(HIGH), text(HIGH, 150), text(LOW, 9000), data(HIGH), data(HIGH)], [text(HIGH)]),
  );
  expect(found).toMatchObject({ strings: 7, contents: 2, wastedBytes: 400 });
  expect(found.rows.map(({ held: { path, count }, ...row }) => [row, pathName(path), count])).toEqual([
    [{ type: 'str', text: "'spam'", count: 4, bytes: 150, wastedBytes: 300 }, 'shop.names[]', 3],
    [{ type: 'bytes', text: null, count: 2, bytes: 100, wastedBytes: 100 }, 'shop.names[]', 2],
  ]);
});

test('hashes that differ in one half only are of different contents', async () => {
  const found = await duplicates(held([text(1n), text(1n + 2n ** 32n), text(2n), text(2n ** 33n)], []));
  expect(found).toMatchObject({ strings: 4, contents: 0, rows: [] });
});

test('only as many as are asked for, the others counted', async () => {
  const twice = Array.from({ length: 5 }, (_one, at) => [
    text(BigInt(at), 100 + at),
    text(BigInt(at), 100 + at),
  ]).flat();
  const found = await duplicates(held(twice, []), true, 2);
  expect(found).toMatchObject({ contents: 5, wastedBytes: 510 });
  expect(found.rows.map(({ wastedBytes }) => wastedBytes)).toEqual([104, 103]);
});

test('a string that is no object of its chunk is not believed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracehold-strings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.thheap');
  const objects = held([text(LOW)], []);
  writeFileSync(path, snapshotBytes({ objects, roots: [[0, 'shop']], strayString: objects.length }));
  await expect(openSnapshot(path, { strings: true })).rejects.toThrow('it has strings that are not in it');
});

test('hashes are not read unless they are asked for, and older snapshots have none', async () => {
  expect(await duplicates(held([text(LOW), text(LOW)], []), false)).toMatchObject({ strings: 0, rows: [] });
  const old = held([{ type: 'str', size: 50 }], []);
  expect(await duplicates(old)).toMatchObject({ strings: 0, contents: 0, rows: [] });
});
