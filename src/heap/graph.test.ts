import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphs } from '../../test/heap/arbitrary.js';
import { graphOf } from '../../test/heap/build.js';
import { checkGraph, edgeKinds, isAmong, kindOf, sourceOf } from './graph.js';
import type { HeapGraph } from './graph.js';

test('what is built passes', () => {
  fc.assert(fc.property(graphs, (graph) => checkGraph(graph)));
});

const sound = graphOf({
  nodeCount: 3,
  edges: [
    [0, 1],
    [1, 2],
  ],
  roots: [0],
});
const damages: readonly (readonly [what: string, part: Partial<HeapGraph>])[] = [
  ['an edge to no node', { target: Uint32Array.of(1, 3) }],
  ['an edge without a target', { target: Uint32Array.of(1) }],
  ['an edge without a label', { label: Uint32Array.of(1) }],
  ['edges out of order', { firstEdge: Uint32Array.of(0, 2, 1, 2) }],
  ['edges beyond the last', { firstEdge: Uint32Array.of(0, 1, 2, 3) }],
  ['edges of no node', { firstEdge: Uint32Array.of(1, 1, 2, 2) }],
  ['nodes without edges', { firstEdge: Uint32Array.of(0, 2) }],
  ['nodes without a size', { shallow: Float64Array.of(1) }],
  ['nodes without a type', { type: Uint32Array.of(1) }],
  ['nodes without a count', { refcount: Uint32Array.of(1) }],
  ['a root that is no node', { roots: Uint32Array.of(0, 3) }],
  ['more nodes than numbers', { nodeCount: 2 ** 31 }],
];

test.each(damages)('refuses %s', (_, part) => {
  expect(() => checkGraph({ ...sound, ...part })).toThrow(expect.objectContaining({ code: 'damaged' }));
});

test('the kind of an edge is the low part of its label', () => {
  const label = 7 * 32 + 31;
  expect(kindOf(label)).toBe(31);
  expect(isAmong(edgeKinds(2, 31), label)).toBe(true);
  expect(isAmong(edgeKinds(2, 30), label)).toBe(false);
  expect(isAmong(edgeKinds(31), 30)).toBe(false);
  expect(isAmong(edgeKinds(), label)).toBe(false);
});

test('the source of an edge is looked up, past nodes without edges', () => {
  const edges = [
    [1, 0],
    [1, 2],
    [4, 0],
  ] as const;
  const graph = graphOf({ nodeCount: 6, edges, roots: [] });
  expect([0, 1, 2].map((edge) => sourceOf(graph, edge))).toEqual([1, 1, 4]);
});
