import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { heapClient } from '../../test/heap/heap-client.js';
import { addressOf, snapshotBytes } from '../../test/heap/snapshot-file.js';
import type { MadeObject } from '../../test/heap/snapshot-file.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-heap-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const ERRORS = 40;
/** The first of them. */
const FIRST = 3;

test('the object of a recorded value is found by its address and type', async () => {
  const objects: MadeObject[] = [
    { type: 'module', size: 72, edges: [['attribute', 'errors', 1] as const] },
    {
      type: 'dict',
      size: 232,
      edges: Array.from({ length: ERRORS }, (_, at) => ['key', `'${at}'`, FIRST + at] as const),
    },
    { type: 'dict', size: 64 },
    ...Array.from({ length: ERRORS }, () => ({ type: 'ValueError', size: 72 })),
  ];
  const asking = heapClient();
  await asking.call('open', { path: written('found.thheap', snapshotBytes({ objects, roots: [[0, 'service']] })) });
  const address = `0x${addressOf(FIRST).toString(16)}`;
  const error = await asking.call('find', { type: 'ValueError', address });
  expect(error).toMatchObject({ node: FIRST, typeThere: 'ValueError', count: ERRORS });
  const { total } = await asking.call('objects', { type: error.type ?? -1, limit: 1, offset: 0 });
  expect(total).toBe(ERRORS);
  expect(await asking.call('find', { type: 'dict', address })).toMatchObject({
    node: null,
    typeThere: 'ValueError',
    count: 2,
  });
  const nothing = { type: 'ValueError', address: '0xfffffffffffffff0' };
  expect(await asking.call('find', nothing)).toMatchObject({ node: null, typeThere: null, count: ERRORS });
  expect(await asking.call('find', { type: 'dict', address: null })).toMatchObject({ node: null, typeThere: null });
  expect(await asking.call('find', { type: 'Valu', address: null })).toEqual({
    node: null,
    typeThere: null,
    type: null,
    count: 0,
  });
});
