import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkBalanced } from './balanced.js';
import type { IntervalVisitor } from './source.js';

type Boundary = readonly ['B' | 'E', functionId: number, atNs: number];

function balanced(boundaries: readonly Boundary[], lastNs: number): Boundary[] {
  const seen: Boundary[] = [];
  const walk = (_thread: number, visitor: IntervalVisitor) => {
    for (const [kind, functionId, atNs] of boundaries) {
      if (kind === 'B') visitor.begin(functionId, atNs);
      else visitor.end(functionId, atNs);
    }
  };
  walkBalanced(
    { walk },
    { id: 1, firstNs: 0, lastNs },
    {
      begin: (functionId, atNs) => void seen.push(['B', functionId, atNs]),
      end: (functionId, atNs) => void seen.push(['E', functionId, atNs]),
    },
    () => undefined,
  );
  return seen;
}

test.each<[string, Boundary[], number, Boundary[]]>([
  [
    'what is open ends with the last event',
    [
      ['B', 1, 0],
      ['B', 2, 5],
    ],
    9,
    [
      ['B', 1, 0],
      ['B', 2, 5],
      ['E', 2, 9],
      ['E', 1, 9],
    ],
  ],
  [
    'an end closes what stands above',
    [
      ['B', 1, 0],
      ['B', 2, 5],
      ['E', 1, 6],
    ],
    6,
    [
      ['B', 1, 0],
      ['B', 2, 5],
      ['E', 2, 6],
      ['E', 1, 6],
    ],
  ],
  [
    'an end without a begin is left out',
    [
      ['E', 1, 3],
      ['B', 2, 4],
      ['E', 2, 5],
    ],
    5,
    [
      ['B', 2, 4],
      ['E', 2, 5],
    ],
  ],
  [
    'time does not go back',
    [
      ['B', 1, 7],
      ['E', 1, 3],
    ],
    7,
    [
      ['B', 1, 7],
      ['E', 1, 7],
    ],
  ],
])('%s', (_name, boundaries, lastNs, expected) => {
  expect(balanced(boundaries, lastNs)).toEqual(expected);
});

test('whatever was recorded, ends match begins and time goes on', () => {
  const boundary = fc.tuple(fc.constantFrom('B' as const, 'E' as const), fc.integer({ min: 1, max: 3 }), fc.nat(50));
  fc.assert(
    fc.property(fc.array(boundary), fc.nat(60), (boundaries, lastNs) => {
      const open: number[] = [];
      let now = 0;
      for (const [kind, functionId, atNs] of balanced(boundaries, lastNs)) {
        expect(atNs).toBeGreaterThanOrEqual(now);
        now = atNs;
        const top = kind === 'B' ? functionId : open.pop();
        expect(top).toBe(functionId);
        if (kind === 'B') open.push(functionId);
      }
      expect(open).toEqual([]);
    }),
  );
});

test('a watch that throws ends the walk', () => {
  let begun = 0;
  const walk = (_thread: number, visitor: IntervalVisitor) => {
    for (;;) visitor.begin(1, begun++);
  };
  const stop = () => {
    throw new Error('enough');
  };
  const visitor = { begin: () => undefined, end: () => undefined };
  expect(() => walkBalanced({ walk }, { id: 1, firstNs: 0, lastNs: 0 }, visitor, stop)).toThrow('enough');
  expect(begun).toBeLessThan(100_000);
});
