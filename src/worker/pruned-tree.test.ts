import { expect, test } from 'vitest';
import type { TreeNode } from '../store/index.js';
import { pruned } from './pruned-tree.js';

function node(totalNs: number, children: readonly TreeNode[] = []): TreeNode {
  return { functionId: totalNs, qualname: '', file: '', line: 0, calls: 1, selfNs: 0, totalNs, children };
}

const shape = ({ totalNs, children }: TreeNode): unknown => [totalNs, children.map(shape)];

test('what is left out is counted, also what was left out before', () => {
  const tree = [{ ...node(100, [node(60), node(20), node(10)]), omitted: 5 }];
  expect(pruned(tree, 2)).toEqual([{ ...node(100, [node(60)]), omitted: 7 }]);
});

test('the nodes with the most time stay, and those above them', () => {
  const tree = [node(100, [node(60, [node(50), node(10)]), node(30)]), node(20)];
  expect(pruned(tree, 6).map(shape)).toEqual(tree.map(shape));
  expect(pruned(tree, 4).map(shape)).toEqual([
    [
      100,
      [
        [60, [[50, []]]],
        [30, []],
      ],
    ],
  ]);
  expect(pruned(tree, 1).map(shape)).toEqual([[100, []]]);
});
