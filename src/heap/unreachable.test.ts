import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import { unreachableByType } from './unreachable.js';

const objects = {
  app: { type: 'module', refers: { '.kept': 'kept' } },
  kept: { type: 'list', size: 100 },
  cycle: { type: 'list', size: 56, refers: { '[0]': 'cycle', '[1]': 'own', '[2]': 'kept', '[3]': 'byC' } },
  own: { type: 'str', size: 50 },
  loose: { type: 'dict', size: 64, refers: { "['a']": 'byC' } },
  byC: { type: 'str', size: 51 },
};

test('what cycles alone hold, by type', () => {
  const found = snapshotOf({
    roots: { app: 'module app', cycle: 'unreachable cycle', loose: 'held from C' },
    objects,
  });
  const { count, bytes } = unreachableByType(found) ?? { count: [], bytes: [] };
  const rows = found.snapshot.types.map(({ name }, id) => [name, count[id], bytes[id]]);
  expect(rows).toEqual([
    ['module', 0, 0],
    ['list', 1, 56],
    ['str', 1, 50],
    ['dict', 0, 0],
  ]);
});

test('without a cycle there is nothing to tell', () => {
  expect(unreachableByType(snapshotOf({ roots: { app: 'module app' }, objects }))).toBeNull();
});
