import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressIndex } from './address-index.js';

/** Addresses as heaps have them, and as they have them not: alike in their low, or their high bits. */
const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.nat(300).map((at) => 0x7f12_3456_0000n + BigInt(at) * 16n),
  fc.nat(300).map((at) => 0x7f12_3456_0000n + BigInt(at)),
  fc.nat(300).map((at) => BigInt(at) << 32n),
  fc.nat(40).map((at) => 0xffff_ffff_ffff_ff00n + BigInt(at)),
);

test('finds the first node at each address, and none where there is none', () => {
  const lists = fc.array(address, { maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(lists, lists, (nodes, others) => {
      const byAddress = new Map(nodes.map((one, at) => [one, at] as const).toReversed());
      const index = new AddressIndex(BigUint64Array.from(nodes));
      const wanted = [...nodes, ...others, 0n, 2n ** 64n - 1n];
      const found = new Int32Array(wanted.length);
      index.findAll(BigUint64Array.from(wanted), found);
      expect([...found]).toEqual(wanted.map((one) => byAddress.get(one) ?? -1));
      expect(wanted.map((one) => index.find(one))).toEqual([...found]);
      expect(index.duplicates).toBe(nodes.length - byAddress.size);
    }),
    { numRuns: 500 },
  );
});

test('an address that occurs twice is the first node’s', () => {
  const index = new AddressIndex(BigUint64Array.of(7n, 9n, 7n));
  expect([7n, 8n, 9n].map((one) => index.find(one))).toEqual([0, -1, 1]);
  expect(index.duplicates).toBe(1);
});

test.each<readonly [kind: string, step: bigint]>([
  ['at all bytes of few pages', 1n],
  ['8 bytes apart', 8n],
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
  for (const after of [0.1, 0.7]) {
    const tick = (fraction: number) => {
      if (fraction > after) throw new Error('enough');
    };
    expect(() => new AddressIndex(nodes, tick)).toThrow('enough');
  }
  const index = new AddressIndex(nodes);
  const stop = () => {
    throw new Error('enough');
  };
  expect(() => index.findAll(nodes, new Int32Array(nodes.length), stop)).toThrow('enough');
});
