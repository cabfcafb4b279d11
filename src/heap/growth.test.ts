import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import type { Made } from '../../test/heap/snapshot.js';
import { GrowthSeries, isGrowing } from './growth.js';
import type { Growth } from './growth.js';

/** A module with a cache of so many pages of two lines each, and a list that is large and stays. */
function program(pages: number, extra: Readonly<Record<string, Made>> = {}) {
  const entries = Array.from({ length: pages }, (_, at) => at);
  return snapshotOf({
    roots: { app: 'module app', ...(extra['loose'] === undefined ? {} : { loose: 'held from C' }) },
    objects: {
      app: { type: 'module', refers: { '.cache': 'cache', '.table': 'table' } },
      table: { type: 'list', size: 1_000_000 },
      cache: {
        type: 'dict',
        size: 64 + 8 * pages,
        refers: Object.fromEntries(
          entries.flatMap((at) => [
            [`['k${at}']`, `page${at}`],
            [`<key k${at}>`, `key${at}`],
          ]),
        ),
      },
      ...Object.fromEntries(
        entries.flatMap((at): [string, Made][] => [
          [`page${at}`, { type: 'Page', size: 48, refers: { '.lines': `lines${at}` } }],
          [`lines${at}`, { type: 'list', size: 100 }],
          [`key${at}`, { type: 'str', size: 50 }],
        ]),
      ),
      ...extra,
    },
  });
}

function growthOf(...snapshots: ReturnType<typeof snapshotOf>[]): Growth {
  const series = new GrowthSeries();
  let own: Int32Array = new Int32Array(0);
  for (const snapshot of snapshots) own = series.add(snapshot);
  return series.result(snapshots[snapshots.length - 1], own);
}

test('what grows in every step, with what holds it, though it is small', () => {
  const { holders, types, counts } = growthOf(program(2), program(5), program(8), program(11));
  expect(holders).toHaveLength(1);
  expect(holders[0]).toMatchObject({
    holder: 'app.cache',
    type: 'Page',
    counts: [2, 5, 8, 11],
    bytes: [296, 740, 1184, 1628],
    isEven: true,
  });
  expect(holders[0].path.map(({ edge, isHolder }) => [edge, isHolder])).toEqual([
    ['module app', false],
    ['.cache', true],
    [expect.stringMatching(/^\[k|^\['k/), false],
  ]);
  expect(types.map(({ type }) => type)).toEqual(['list', 'str', 'Page']);
  expect(counts).toEqual([9, 18, 27, 36]);
});

test('a holder with a name comes before what C holds, unless that grew by much more', () => {
  const withC = (pages: number, size: number) => {
    const blocks = Array.from({ length: pages }, (_, at) => [`[${at}]`, `block${at}`] as const);
    return program(pages, {
      loose: { type: 'array', refers: Object.fromEntries(blocks) },
      ...Object.fromEntries(blocks.map(([, name]) => [name, { type: 'bytes', size }])),
    });
  };
  const holders = (size: number) =>
    growthOf(withC(1, size), withC(2, size), withC(3, size)).holders.map(({ holder }) => holder);
  expect(holders(300)).toEqual(['app.cache', 'C code']);
  expect(holders(900)).toEqual(['C code', 'app.cache']);
});

test('what was once no more than before has not grown', () => {
  const { holders, types } = growthOf(program(2), program(5), program(5), program(11));
  expect([holders, types]).toEqual([[], []]);
});

test('steps that differ are not even', () => {
  expect(growthOf(program(1), program(2), program(9)).holders[0].isEven).toBe(false);
});

test('a leak that began after the first snapshot', () => {
  const { holders } = growthOf(program(0), program(1), program(2));
  expect(holders[0]).toMatchObject({ holder: 'app.cache', counts: [0, 1, 2] });
});

test('what grows below what grows is part of it', () => {
  const nested = (outer: number) =>
    snapshotOf({
      roots: { app: 'module app' },
      objects: {
        app: { type: 'module', refers: { '.all': 'all' } },
        all: {
          type: 'list',
          refers: Object.fromEntries(Array.from({ length: outer }, (_, at) => [`[${at}]`, `group${at}`])),
        },
        ...Object.fromEntries(
          Array.from({ length: outer }).flatMap((_, at): [string, Made][] => [
            [`group${at}`, { type: 'set', refers: { '<item 0>': `one${at}`, '<item 1>': `two${at}` } }],
            [`one${at}`, { type: 'float' }],
            [`two${at}`, { type: 'float' }],
          ]),
        ),
      },
    });
  const { holders } = growthOf(nested(1), nested(2), nested(3));
  expect(holders.map(({ holder, type }) => [holder, type])).toEqual([['app.all', 'set']]);
});

test('to grow is to grow in every step', () => {
  expect(
    [
      [1, 2, 3],
      [1, 1, 3],
      [3, 2, 1],
      [1, 3, 2],
    ].map(isGrowing),
  ).toEqual([true, false, false, false]);
});
