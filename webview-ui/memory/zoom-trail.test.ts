import { expect, test } from 'vitest';
import { layOutIcicle } from './icicle-layout.js';
import { isTrail, zoomedInto } from './zoom-trail.js';

const source = { repeats: 1, shallowBytes: 0, retainedCount: 1, omitted: 0, omittedBytes: 0, retainedBytes: 5 };
const nodes = layOutIcicle([
  { ...source, node: 70, parent: -1, level: 0, edge: '.a', type: 'dict' },
  { ...source, node: 71, parent: 0, level: 1, edge: '.b', type: 'list' },
  { ...source, node: 72, parent: 1, level: 2, edge: '[0]', type: 'X' },
]);

test('zooming in adds all that lies between to the way back', () => {
  const before = [{ node: 70, name: '.a  dict' }];
  expect(zoomedInto(before, nodes, 2)).toEqual([
    { node: 70, name: '.a  dict' },
    { node: 71, name: '.b  list' },
    { node: 72, name: '[0]  X' },
  ]);
  expect(zoomedInto(before, nodes, 0)).toEqual(before);
});

test.each([
  [[], true],
  [[{ node: 3, name: 'x' }], true],
  [[{ node: -1, name: 'x' }], false],
  [[{ node: 1.5, name: 'x' }], false],
  [[{ node: 3 }], false],
  [[null], false],
  ['x', false],
  [undefined, false],
])('%j was kept: a trail: %s', (kept, expected) => {
  expect(isTrail(kept)).toBe(expected);
});
