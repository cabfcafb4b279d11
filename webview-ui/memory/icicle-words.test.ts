import { expect, test } from 'vitest';
import type { DominatedNode } from '../../src/rpc/heap-contract.js';
import { nodeName, restName } from './icicle-words.js';

const node: DominatedNode = {
  node: 3,
  parent: -1,
  level: 0,
  edge: '.tb_next',
  type: 'traceback',
  repeats: 1,
  shallowBytes: 0,
  retainedBytes: 0,
  retainedCount: 1,
  omitted: 0,
  omittedBytes: 0,
};

test('a node is named by the edge to it, its type, and how many links it stands for', () => {
  expect(nodeName(node)).toBe('.tb_next  traceback');
  expect(nodeName({ ...node, repeats: 41_875 })).toBe('.tb_next × 41,875  traceback');
  expect(nodeName({ ...node, edge: '' })).toBe('traceback');
  expect(nodeName({ ...node, node: -1 })).toBe('All objects');
});

test('what is left out is told by its number, where there is one', () => {
  expect([0, 1, 1234].map((objects) => restName({ objects, bytes: 1 }))).toEqual([
    'other objects',
    '1 more object',
    '1,234 more objects',
  ]);
});
