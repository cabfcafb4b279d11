import { expect, test } from 'vitest';
import type { HeapStep } from '../../src/rpc/heap-contract.js';
import { rungsOf } from './ladder-model.js';

function step(node: number, changed: Partial<HeapStep> = {}): HeapStep {
  const plain = {
    repeats: 1,
    type: 'dict',
    firstNode: node,
    retainedBytes: 1,
    firstRetainedBytes: 1,
    isHolder: false,
    place: null,
  };
  return { edge: `.e${node}`, node, ...plain, ...changed };
}

const long = Array.from({ length: 40 }, (_, at) => step(at, { isHolder: at === 20, repeats: at === 30 ? 41_875 : 1 }));

function shown(path: readonly HeapStep[], isWhole = false): readonly (number | string)[] {
  return rungsOf(path, isWhole).map((rung) => (rung.kind === 'step' ? rung.step.node : `${rung.count} hidden`));
}

test('a short path is shown whole', () => {
  expect(shown(long.slice(0, 14))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(shown([])).toEqual([]);
});

test('of a long path both ends, the holder and chains are shown, and how much is not', () => {
  const ends = [0, 1, 2, 3, '15 hidden', 19, 20, 21, '8 hidden', 30, '4 hidden', 35, 36, 37, 38, 39];
  expect(shown(long)).toEqual(ends);
  expect(shown(long, true)).toEqual(long.map(({ node }) => node));
});
