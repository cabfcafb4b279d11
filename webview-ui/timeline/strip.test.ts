import { describe, expect, it } from 'vitest';
import { paintStrip } from './strip.js';
import { testSpans } from './test-spans.js';
import type { TestSpan } from './test-spans.js';

/** A letter per function, its capital for the second colour; `|` an edge, `.` nothing. */
function painted(
  spans: readonly TestSpan[],
  options: {
    readonly rows?: number;
    readonly firstDepth?: number;
    readonly outlined?: boolean;
    readonly only?: Uint8Array;
    readonly indexOf?: () => Uint8Array;
  } = {},
): string[] {
  const { rows = 1, firstDepth = 0, outlined = false, only = Uint8Array.of(1, 1, 1), indexOf } = options;
  const width = 20;
  const pixels = new Uint32Array(width * rows);
  const colours = {
    fill: Uint32Array.of(1, 2, 9),
    stripe: Uint32Array.of(11, 12, 19),
    edge: 5,
    outlined,
    only,
    ...(indexOf && { indexOf }),
  };
  paintStrip({ pixels, width, rows, firstDepth }, testSpans(...spans), { fromNs: 100, toNs: 300 }, colours);
  const letters = new Map([
    [0, '.'],
    [1, 'a'],
    [2, 'b'],
    [9, '?'],
    [11, 'A'],
    [12, 'B'],
    [19, '!'],
    [5, '|'],
  ]);
  const text = Array.from(pixels, (pixel) => letters.get(pixel) ?? 'x').join('');
  return Array.from({ length: rows }, (_, row) => text.slice(row * width, (row + 1) * width));
}

describe('a strip', () => {
  it.each<[string, TestSpan[], string]>([
    ['a call with an edge at its end', [{ from: 120, to: 200 }], '..aaaaaaa|..........'],
    ['a narrow one without', [{ from: 120, to: 150 }], '..aaa...............'],
    ['the shortest one is a pixel wide', [{ from: 120, to: 120.001 }], '..a.................'],
    ['one that goes on to the right has no edge there', [{ from: 240, to: 900 }], '..............aaaaaa'],
    ['one that began before', [{ from: 0, to: 150, fn: 1 }], 'bbbb|...............'],
    [
      'outside',
      [
        { from: 0, to: 99 },
        { from: 300, to: 400 },
      ],
      '....................',
    ],
    ['several calls merged are striped', [{ from: 100, to: 220, merged: 9 }], 'AAAAaaaaAAA|........'],
    ['functions that nobody heard of', [{ from: 100, to: 130, fn: 77 }], '???.................'],
  ])('shows %s', (_, spans, expected) => {
    expect(painted(spans)).toEqual([expected]);
  });

  it('has a row per depth, from the first depth seen', () => {
    const spans = [0, 1, 2, 3].map((depth) => ({ from: 100 + depth * 20, to: 150, depth }));
    expect(painted(spans, { rows: 2, firstDepth: 1 })).toEqual(['..aaa...............', '....a...............']);
  });

  it('leaves out what is not looked for, also where it would cover what is', () => {
    const spans = [
      { from: 120, to: 120.001 },
      { from: 120.002, to: 120.003, fn: 1 },
      { from: 200, to: 250, fn: 1 },
    ];
    expect(painted(spans, { only: Uint8Array.of(1, 0, 0) })).toEqual(['..a.................']);
  });

  it('has other colours than those of functions, and still what is looked for', () => {
    const spans = [
      { from: 100, to: 130 },
      { from: 150, to: 180, fn: 1 },
      { from: 200, to: 230, fn: 2 },
    ];
    const indexOf = () => Uint8Array.of(1, 0, 200);
    expect(painted(spans, { indexOf })).toEqual(['bbb..aaa..???.......']);
    expect(painted(spans, { indexOf, only: Uint8Array.of(1, 0, 0) })).toEqual(['bbb.................']);
  });

  it('outlines both ends in high contrast', () => {
    expect(painted([{ from: 120, to: 200 }], { outlined: true })).toEqual(['..|aaaaaa|..........']);
    expect(painted([{ from: 120, to: 150 }], { outlined: true })).toEqual(['..AAA...............']);
  });
});
