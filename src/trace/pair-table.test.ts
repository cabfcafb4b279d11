import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairTable } from './pair-table.js';

const id = fc.oneof(fc.nat(20), fc.nat(0xffffffff));

test('pairs are numbered in the order of their first sight, up to the limit', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id), { maxLength: 600 }), fc.integer({ min: 1, max: 400 }), (pairs, limit) => {
      const table = new PairTable(limit);
      const seen = new Map<string, number>();
      let overflow = 0;
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        if (!seen.has(key) && seen.size < limit) seen.set(key, seen.size + 1);
        if (!seen.has(key)) overflow++;
        expect(table.ordinal(first, second)).toBe(seen.get(key) ?? 0);
      }
      expect(table.overflow).toBe(overflow);
      for (const [key, ordinal] of seen) expect(`${table.first[ordinal]} ${table.second[ordinal]}`).toBe(key);
    }),
  );
});
