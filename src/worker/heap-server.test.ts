import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { heapClient } from '../../test/heap/heap-client.js';
import { addressOf, snapshotBytes } from '../../test/heap/snapshot-file.js';
import type { MadeObject } from '../../test/heap/snapshot-file.js';
import { SnapshotField } from '../format/schema.gen.js';
import type { Client } from '../rpc/client.js';
import type { HeapEvents, HeapMethods } from '../rpc/heap-contract.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-heap-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

const source = join(folder, 'service.py');
writeFileSync(source, '"""A service."""\nerrors = {}\n\n\ndef handle(client, error):\n    errors[client] = error\n');

const ERRORS = 40;
const LINKS = 300;
/** Of the objects below: the module, its dict, the dict of errors, a small list, then the chain of each error. */
const FIRST = 4;

/** Errors that are kept, each with a chain of tracebacks at whose end a buffer is. */
function leak(): readonly MadeObject[] {
  const errors: MadeObject[] = [];
  const chains: MadeObject[] = [];
  const firstLink = FIRST + ERRORS;
  for (let error = 0; error < ERRORS; error++) {
    const begin = firstLink + error * (LINKS + 1);
    errors.push({ type: 'ValueError', size: 72, edges: [['attribute', '__traceback__', begin]] });
    for (let link = 0; link < LINKS; link++) {
      chains.push({
        type: 'traceback',
        size: 64,
        edges: [['attribute', link + 1 < LINKS ? 'tb_next' : 'data', begin + link + 1]],
      });
    }
    chains.push({ type: 'bytearray', size: 40_000 });
  }
  return [
    {
      type: 'module',
      size: 72,
      edges: [['attribute', '__dict__', 1]],
      place: { file: source, line: 1, name: 'service' },
    },
    {
      type: 'dict',
      size: 232,
      edges: [
        ['key', "'errors'", 2],
        ['key', "'few'", 3],
      ],
    },
    { type: 'dict', size: 4096, edges: errors.map((_error, at) => ['key', `'client-${at}'`, FIRST + at] as const) },
    { type: '<img src=x onerror=alert(1)>', size: 56 },
    ...errors,
    ...chains,
  ];
}

const record = new Map<SnapshotField, unknown>([
  [SnapshotField.pythonVersion, '3.12.1'],
  [SnapshotField.label, 'after\u001b[31m\u202eload'],
  [SnapshotField.takenEpochNs, 1_700_000_000_000_000_000n],
  [SnapshotField.rssBytes, 50_000_000],
]);

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const path = written('leak.thheap', snapshotBytes({ objects: leak(), roots: [[0, 'service']], record }));

async function opened(): Promise<Client<HeapMethods, HeapEvents>> {
  const asking = heapClient();
  await asking.call('open', { path });
  return asking;
}

describe('a snapshot of a program that keeps errors', () => {
  test('says who holds the memory, by which path, with its chains as one step and the line that stores', async () => {
    const asking = heapClient();
    const fractions: number[] = [];
    asking.on('progress', ({ fraction }) => fractions.push(fraction));
    const summary = await asking.call('open', { path });
    expect(summary.sentence).toMatch(/^2\.26 MiB is held by service\.errors, through 40 ValueError objects/);
    const [best] = summary.holders;
    expect(best).toMatchObject({ confidence: 'high', idiom: { name: 'cached-exception' }, itemCount: ERRORS });
    expect(best.path.map(({ edge, repeats }) => [edge, repeats])).toEqual([
      ['module service', 1],
      ['.errors', 1],
      ["['client-0']", 1],
      ['.__traceback__', 1],
      ['.tb_next', LINKS - 1],
      ['.data', 1],
    ]);
    const [, holder, , , chain] = best.path;
    expect(holder).toMatchObject({ isHolder: true, place: { file: source, line: 6, isNow: true } });
    expect(best.path[0].place).toEqual({ file: source, line: 1, isNow: false });
    expect(chain.node - chain.firstNode).toBe(LINKS - 2);
    expect(best.retainedBytes).toBe(4096 + ERRORS * (72 + LINKS * 64 + 40_000));
    expect(fractions.at(-1)).toBe(1);
  });

  test('tells how far it is in every stage of opening it', async () => {
    // As if every tick came long after the one before.
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    onTestFinished(() => void vi.restoreAllMocks());
    const asking = heapClient();
    const fractions: number[] = [];
    asking.on('progress', ({ fraction }) => fractions.push(fraction));
    await asking.call('open', { path });
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    // Who holds what is looked for between the dominators and the end, in several steps.
    expect(fractions.filter((fraction) => fraction > 0.6 && fraction < 1).length).toBeGreaterThanOrEqual(4);
  });

  test('is told as a whole, and what is recorded of it cannot steer what shows it', async () => {
    const summary = await heapClient().call('open', { path });
    const objects = FIRST + ERRORS * (LINKS + 2);
    expect(summary).toMatchObject({ objects, references: objects - 1, types: 6, unreachable: { count: 0, bytes: 0 } });
    expect(summary.record).toMatchObject({
      pid: 42,
      label: 'after\\x1b[31m\\u202eload',
      takenMs: 1_700_000_000_000,
      rssBytes: 50_000_000,
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  test('has types in any order, filtered, page by page', async () => {
    const asking = await opened();
    const whole = { text: '', column: 'retainedBytes', descending: true, limit: 100, offset: 0 } as const;
    const all = await asking.call('types', whole);
    expect(all.rows.map(({ name }) => name).slice(0, 3)).toEqual(['module', 'dict', 'ValueError']);
    expect([all.total, all.of]).toEqual([6, 6]);
    const named = await asking.call('types', { ...whole, column: 'name', descending: false, limit: 2, offset: 1 });
    expect(named.rows.map(({ name }) => name)).toEqual(['bytearray', 'dict']);
    const found = await asking.call('types', { ...whole, text: 'BACK trace' });
    expect(found).toMatchObject({ total: 1, of: 6, rows: [{ name: 'traceback', count: ERRORS * LINKS }] });
    expect((await asking.call('types', { ...whole, offset: 99 })).rows).toEqual([]);
  });

  test('has objects of a type, most retained first, and a random one', async () => {
    const asking = await opened();
    const { rows } = await asking.call('types', {
      text: 'dict',
      column: 'count',
      descending: true,
      limit: 1,
      offset: 0,
    });
    const [{ type }] = rows;
    const objects = await asking.call('objects', { type, limit: 10, offset: 0 });
    expect(objects.total).toBe(2);
    expect(objects.rows.map(({ node, shallowBytes }) => [node, shallowBytes])).toEqual([
      [1, 232],
      [2, 4096],
    ]);
    expect(objects.rows[0].retainedBytes).toBeGreaterThan(objects.rows[1].retainedBytes);
    expect([1, 2]).toContain(await asking.call('randomObject', type));
    expect(await asking.call('randomObject', 999)).toBeNull();
  });

  test('tells of an object what it is, who refers to it and to what it refers', async () => {
    const asking = await opened();
    expect(await asking.call('object', 2)).toMatchObject({
      typeName: 'dict',
      address: `0x${addressOf(2).toString(16)}`,
      refcount: 1,
      root: null,
      referencesIn: 1,
      referencesOut: ERRORS,
    });
    expect(await asking.call('object', 0)).toMatchObject({ root: 'module service', place: { line: 1 } });
    expect(await asking.call('object', 10 ** 6)).toBeNull();
    const out = await asking.call('references', { node: 2, direction: 'out', limit: 2, offset: 38 });
    expect(out).toMatchObject({
      total: ERRORS,
      rows: [{ edge: "['client-38']", node: FIRST + 38 }, { node: FIRST + 39 }],
    });
    const back = await asking.call('references', { node: 2, direction: 'in', limit: 9, offset: 0 });
    expect(back).toMatchObject({ total: 1, rows: [{ edge: "['errors']", node: 1, type: 'dict' }] });
    const beyond = await asking.request('references', { node: 10 ** 6, direction: 'in', limit: 9, offset: 0 });
    expect(beyond).toMatchObject({ err: { code: 'not-found' } });
  });

  test('tells by which path any object is held', async () => {
    const asking = await opened();
    const held = await asking.call('holdingPath', FIRST);
    expect(held.map(({ edge, node, isHolder }) => [edge, node, isHolder])).toEqual([
      ['module service', 0, false],
      ['.errors', 2, false],
      ["['client-0']", FIRST, false],
    ]);
    expect(held[1].place).toEqual({ file: source, line: 6, isNow: true });
  });

  test('tells all ways by which an object is held', async () => {
    const asking = await opened();
    const { paths, areAll } = await asking.call('ways', { node: FIRST, limit: 10 });
    expect(areAll).toBe(true);
    expect(paths.map((way) => way.map(({ edge }) => edge))).toEqual([['module service', '.errors', "['client-0']"]]);
    expect(await asking.call('ways', { node: FIRST, limit: 1 })).toMatchObject({ areAll: false });
    expect(await asking.request('ways', { node: 10 ** 6, limit: 1 })).toMatchObject({ err: { code: 'not-found' } });
  });

  test('tells what keeps what alive, with what is left out as a sum', async () => {
    const asking = await opened();
    const { nodes } = await asking.call('dominated', { node: 2, levels: 2, leastShare: 0 });
    expect(nodes).toHaveLength(1 + ERRORS);
    expect(nodes[0]).toMatchObject({ node: 2, parent: -1, edge: "['errors']", omitted: 0, omittedBytes: 0 });
    expect(nodes[1]).toMatchObject({ parent: 0, level: 1, type: 'ValueError', omitted: 1 });
    expect(nodes[1].omittedBytes).toBe(LINKS * 64 + 40_000);
    const few = await asking.call('dominated', { node: 2, levels: 9, leastShare: 0.5 });
    expect(few.nodes).toMatchObject([{ omitted: ERRORS, omittedBytes: few.nodes[0].retainedBytes - 4096 }]);
    const links = await asking.call('dominated', { node: FIRST + ERRORS, levels: 5, leastShare: 0 });
    expect(links.nodes.map(({ edge, repeats, level, shallowBytes }) => [edge, repeats, level, shallowBytes])).toEqual([
      ['.__traceback__', 1, 0, 64],
      ['.tb_next', LINKS - 1, 1, (LINKS - 1) * 64],
      ['.data', 1, 2, 40_000],
    ]);
    expect(links.nodes.map(({ omittedBytes }) => omittedBytes)).toEqual([0, 0, 0]);
    const namespace = await asking.call('dominated', { node: 1, levels: 1, leastShare: 0 });
    expect(namespace.nodes).toMatchObject([{ edge: 'module service.__dict__', type: 'dict' }]);
    const whole = await asking.call('dominated', { node: null, levels: 2, leastShare: 0 });
    expect(whole.nodes.slice(0, 2)).toMatchObject([{ node: -1 }, { node: 0, edge: 'module service' }]);
  });
});

test('a program that keeps little has no verdict', async () => {
  const objects = [{ type: 'module', size: 72 }];
  const calm = written('calm.thheap', snapshotBytes({ objects, roots: [[0, 'calm']] }));
  expect(await heapClient().call('open', { path: calm })).toMatchObject({ sentence: null, holders: [], problems: [] });
});

test('an object that two things hold is held by two ways', async () => {
  const objects: MadeObject[] = [
    { type: 'module', size: 72, edges: [['attribute', 'a', 2]] },
    { type: 'module', size: 72, edges: [['attribute', 'b', 2]] },
    { type: 'list', size: 56 },
  ];
  const roots = [
    [0, 'one'],
    [1, 'two'],
  ] as const;
  const asking = heapClient();
  await asking.call('open', { path: written('two.thheap', snapshotBytes({ objects, roots })) });
  const { paths } = await asking.call('ways', { node: 2, limit: 9 });
  expect(paths.map((way) => way.map(({ edge }) => edge).join(''))).toEqual(['module one.a', 'module two.b']);
});

test('objects that only each other keep alive are counted', async () => {
  const objects: MadeObject[] = [
    { type: 'module', size: 72 },
    { type: 'Node', size: 100, edges: [['attribute', 'next', 2]] },
    { type: 'Node', size: 100, edges: [['attribute', 'next', 1]] },
  ];
  const cycle = written('cycle.thheap', snapshotBytes({ objects, roots: [[0, 'm']] }));
  expect(await heapClient().call('open', { path: cycle })).toMatchObject({ unreachable: { count: 2, bytes: 200 } });
});

test('what was cut off is said, and what was read is shown', async () => {
  const cut = written('cut.thheap', snapshotBytes({ objects: leak(), roots: [[0, 'service']], isCut: true }));
  const summary = await heapClient().call('open', { path: cut });
  expect(summary.problems).toEqual(['The snapshot was not written to its end.']);
  expect(summary.sentence).toContain('service.errors');
});

test.each<[what: string, bytes: Uint8Array | null, code: string]>([
  ['is not there', null, 'not-found'],
  ['is something else', Buffer.from('just a text, no snapshot at all'), 'not-a-recording'],
  ['ends within its names', snapshotBytes({ objects: leak(), roots: [] }).subarray(0, 100), 'damaged'],
])('a file that %s is refused with a code', async (what, bytes, code) => {
  const name = `${what}.thheap`;
  const given = bytes === null ? join(folder, name) : written(name, bytes);
  const asking = heapClient();
  expect(await asking.request('open', { path: given })).toMatchObject({ err: { code } });
  expect(await asking.request('object', 0)).toMatchObject({ err: { code: 'bad-argument' } });
});

test('snapshots say of themselves what they are without being opened', async () => {
  const other = written('other.thheap', Buffer.from('nothing'));
  mkdirSync(join(folder, 'a.thheap'));
  const asked = [path, other, join(folder, 'missing.thheap'), join(folder, 'a.thheap')];
  const records = await heapClient().call('records', asked);
  expect(records.map((one) => one?.python ?? null)).toEqual(['3.12.1', null, null, null]);
});
