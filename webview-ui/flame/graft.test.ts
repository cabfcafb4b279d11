import { describe, expect, it, vi } from 'vitest';
import type { TreeNode } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { grafted, knownLength } from './graft.js';
import { fetchDetails } from './tree-source.js';

function node(functionId: number, ...children: readonly TreeNode[]): TreeNode {
  const totalNs = 100 - functionId;
  return { functionId, qualname: `f${functionId}`, file: '/a.py', line: 1, calls: 1, selfNs: 1, totalNs, children };
}

const roots = [node(1, node(2, node(3)), node(4)), node(5)];

describe('a tree with more detail at one place', () => {
  it('is the same elsewhere', () => {
    const detailed = node(2, node(3, node(6)), node(7));
    expect(grafted(roots, [1, 2], detailed)).toEqual([node(1, detailed, node(4)), node(5)]);
    expect(grafted(roots, [5], node(5, node(9)))).toEqual([roots[0], node(5, node(9))]);
  });

  it('is the same altogether when the place is not there', () => {
    expect(grafted(roots, [1, 9], node(9))).toBe(roots);
    expect([[1, 2, 3], [1, 2, 9], [9], []].map((path) => knownLength(roots, path))).toEqual([3, 2, 0, 0]);
  });
});

/** A program of one function below the other, of which a tree shows two levels at a time. */
function deepRun(levels: number) {
  const request = vi.fn<(method: string, query: { path: readonly number[] }) => Promise<unknown>>((_, { path }) => {
    const from = path.at(-1) ?? 1;
    const shown = from >= levels ? node(from) : node(from, node(from + 1));
    return Promise.resolve({ ok: path.length > levels ? [] : [shown] });
  });
  return { model: { host: { request } } as unknown as Model, request };
}

describe('fetching what is below a node', () => {
  const signal = new AbortController().signal;

  it('takes one question when the node is known', async () => {
    const { model, request } = deepRun(5);
    const tree = await fetchDetails(model, [node(1, node(2))], [1, 2], null, signal);
    expect(tree).toEqual({ ok: [node(1, node(2, node(3)))] });
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('goes on until a node is found that the tree does not reach', async () => {
    const { model } = deepRun(5);
    const tree = await fetchDetails(model, [node(1, node(2))], [1, 2, 3, 4], null, signal);
    expect(tree).toEqual({ ok: [node(1, node(2, node(3, node(4, node(5)))))] });
  });

  it('ends where there is no such node', async () => {
    const { model, request } = deepRun(2);
    const tree = await fetchDetails(model, [node(1, node(2))], [1, 2, 3, 4], null, signal);
    expect(tree).toEqual({ ok: [node(1, node(2))] });
    expect(request.mock.calls.length).toBeLessThan(3);
    expect(await fetchDetails(model, [node(1)], [8], null, signal)).toEqual({ ok: [node(1)] });
  });
});
