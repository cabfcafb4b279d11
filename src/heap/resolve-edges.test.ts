import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressIndex } from './address-index.js';
import { resolveEdges } from './resolve-edges.js';

/** Addresses as heaps have them, and as they have them not: alike in their low, or their high bits. */
const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.nat(300).map((at) => 0x7f12_3456_0000n + BigInt(at) * 16n),
  fc.nat(300).map((at) => 0x7f12_3456_0000n + BigInt(at)),
  fc.nat(300).map((at) => BigInt(at) << 32n),
);

const cases = fc.uniqueArray(address, { maxLength: 80, size: 'max' }).chain((nodes) => {
  const target = nodes.length === 0 ? address : fc.oneof(fc.constantFrom(...nodes), address);
  const edge = fc.tuple(target, fc.nat());
  const ofOne = fc.array(edge, { maxLength: 5, size: 'max' });
  return fc.record({
    nodes: fc.constant(nodes),
    edges: fc.array(ofOne, { minLength: nodes.length, maxLength: nodes.length }),
  });
});

test('edges lead to the nodes that have their addresses, or are dropped', () => {
  fc.assert(
    fc.property(cases, ({ nodes, edges }) => {
      const byAddress = new Map(nodes.map((one, at) => [one, at]));
      const expected = edges.map((ofOne) =>
        ofOne.flatMap(([to, label]) => {
          const node = byAddress.get(to);
          return node === undefined ? [] : [[node, label]];
        }),
      );
      const counts = edges.map(({ length }) => length);
      const input = {
        nodes: BigUint64Array.from(nodes),
        firstEdge: Uint32Array.from([0, ...counts.map((_, at) => sum(counts.slice(0, at + 1)))]),
        target: BigUint64Array.from(edges.flat().map(([to]) => to)),
        label: Uint32Array.from(edges.flat().map(([, label]) => label)),
      };
      const found = resolveEdges(input);
      const actual = nodes.map((_, node) => {
        const [from, to] = [found.firstEdge[node], found.firstEdge[node + 1]];
        return [...found.target.subarray(from, to)].map((target, at) => [target, found.label[from + at]]);
      });
      expect(actual).toEqual(expected);
      expect(found.edgeCount).toBe(expected.flat().length);
      expect(found.target).toHaveLength(found.edgeCount);
      expect(found.label).toHaveLength(found.edgeCount);
      expect(found.dropped).toBe(edges.flat().length - found.edgeCount);
      expect(found.duplicates).toBe(0);
      expect(input.firstEdge[nodes.length]).toBe(edges.flat().length);
    }),
    { numRuns: 300 },
  );
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('an address that occurs twice is the first node’s', () => {
  const index = new AddressIndex(BigUint64Array.of(7n, 9n, 7n));
  expect([7n, 8n, 9n].map((one) => index.find(one))).toEqual([0, -1, 1]);
  expect(index.duplicates).toBe(1);
});

test.each<readonly [kind: string, step: bigint]>([
  ['at all bytes of few pages', 1n],
  ['16 bytes apart', 16n],
  ['a page apart', 4096n],
  ['1 MiB apart', 1n << 20n],
  ['alike in their low halves', 1n << 32n],
  ['alike in all but the highest bits', 1n << 44n],
])('300,000 addresses %s are found without a crowd', (_, step) => {
  const count = 300_000;
  const nodes = BigUint64Array.from({ length: count }, (__, at) => BigInt.asUintN(64, BigInt(at) * step));
  const distinct = new Set(nodes).size;
  const index = new AddressIndex(nodes);
  const found = new Int32Array(count);
  index.findAll(nodes, found);
  expect(index.duplicates).toBe(count - distinct);
  expect(found.every((node, at) => node === at % distinct)).toBe(true);
});

test('a view of other bytes is read where it begins', () => {
  const nodes = new BigUint64Array(BigUint64Array.of(1n, 2n, 3n).buffer, 8, 2);
  expect(new AddressIndex(nodes).find(3n)).toBe(1);
});

test('stops when it is told to', () => {
  const nodes = BigUint64Array.from({ length: 100_000 }, (_, at) => BigInt(at * 16));
  const firstEdge = new Uint32Array(100_001).fill(100_000, 1);
  const edges = { nodes, firstEdge, target: nodes, label: new Uint32Array(100_000) };
  for (const after of [0.1, 0.5]) {
    const tick = (fraction: number) => {
      if (fraction > after) throw new Error('enough');
    };
    expect(() => resolveEdges(edges, tick)).toThrow('enough');
  }
});
