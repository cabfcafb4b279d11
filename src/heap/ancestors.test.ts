import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ancestors } from './ancestors.js';

/** Parents have smaller numbers; the smaller `reach`, the deeper the tree. */
const trees = fc
  .tuple(fc.array(fc.nat(), { maxLength: 300, size: 'max' }), fc.constantFrom(1, 2, 5, 1000))
  .map(([draws, reach]) => Int32Array.of(0, ...draws.map((draw, at) => at - (draw % Math.min(at + 1, reach)))));

function naive(parent: Int32Array, a: number, b: number): number {
  const above = new Set<number>();
  for (let at = a; !above.has(at); at = parent[at]) above.add(at);
  let at = b;
  while (!above.has(at)) at = parent[at];
  return at;
}

test('the nearest node that is above both', () => {
  fc.assert(
    fc.property(trees, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20 }), (parent, pairs) => {
      const ancestors = new Ancestors(parent);
      for (const [one, other] of pairs) {
        const [a, b] = [one % parent.length, other % parent.length];
        expect(ancestors.nearestCommon(a, b)).toBe(naive(parent, a, b));
      }
    }),
    { numRuns: 300 },
  );
});
