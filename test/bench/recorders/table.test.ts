import { describe, expect, test } from 'vitest';
import type { Outcome, Pair } from './outcome.js';
import {
  HEADER,
  RECURSION_HEADER,
  cellsOf,
  markdownHeader,
  markdownRow,
  median,
  ratio,
  recursionCells,
  untracedLine,
} from './table.js';

const pair = (plain: number, recorded: number, saved = recorded): Pair => ({
  plain: { cpu: plain, wall: plain * 2 },
  recorded: { cpu: recorded, wall: recorded * 2 },
  saved: { cpu: saved, wall: saved * 2 },
  bytes: 1500,
  note: null,
  warm: true,
});
const done: Outcome = { pairs: [], memory: undefined, recursion: undefined, trouble: undefined };
const ended: Outcome = {
  ...done,
  trouble: { short: 'over 3.0 GB', sentence: 'ended: over 3.0 GB of memory (warm-up)' },
};
const row = { workload: 'calls', recorder: 'Kolo', untracedPeak: 10e6, load: '1.0 1.0 1.0' };

test.for([
  [[3], 3],
  [[9, 1, 2], 2],
  [[4, 1, 2, 9], 3],
] as const)('the median of %j is %d', ([figures, middle]) => {
  expect(median(figures)).toBe(middle);
});

test('a ratio is the median of the pairs’ ratios, not the ratio of medians', () => {
  const pairs = [pair(1, 10), pair(100, 200), pair(1, 3)];
  expect(ratio(pairs, 'recorded', 'cpu')).toBe(3);
  expect(ratio([pair(2, 3, 8)], 'saved', 'wall')).toBe(4);
  expect(ratio([], 'recorded', 'cpu')).toBeUndefined();
});

describe('a row', () => {
  const memory = { ...done, memory: { peak: 12_500_000, recording: 11e6, bytes: 1500 } };

  test('of figures', () => {
    const cells = cellsOf({ ...row, slowdown: { ...done, pairs: [pair(1, 2.5, 30)] }, memory });
    expect(cells).toEqual(['calls', 'Kolo', '2.50', '2.50', '30', '+2.5 MB', '1.5 KB', '1', '-']);
  });

  test('of a recorder that was ended: the limit and the point, and no cell is empty', () => {
    const cells = cellsOf({ ...row, slowdown: ended, memory: ended });
    expect(cells).toHaveLength(HEADER.length);
    expect(cells.slice(2, 7)).toEqual(Array.from({ length: 5 }, () => 'over 3.0 GB'));
    expect(cells.at(-1)).toBe('ended: over 3.0 GB of memory (warm-up); memory: ended: over 3.0 GB of memory (warm-up)');
  });

  test('of one that was ended on the way keeps what it had', () => {
    const cells = cellsOf({ ...row, slowdown: { ...ended, pairs: [pair(1, 20)] }, memory });
    expect([cells[2], cells[6], cells[7]]).toEqual(['20', '1.5 KB', '1']);
    expect(cells.at(-1)).toContain('over 3.0 GB');
  });

  test('says when entries were lost and when there was no warm-up', () => {
    const pairs = [{ ...pair(1, 2), note: 'its ring lost the oldest', warm: false }];
    expect(cellsOf({ ...row, slowdown: { ...done, pairs }, memory }).at(-1)).toBe(
      'its ring lost the oldest; so slow that its first time is the figure',
    );
  });

  test('of a process that said nothing does not look like a figure', () => {
    expect(cellsOf({ ...row, slowdown: done, memory: done }).slice(2, 7)).toEqual(
      Array.from({ length: 5 }, () => 'nothing measured'),
    );
  });
});

describe('a recursion', () => {
  const untraced = { ...done, recursion: 50_000 };
  const cells = (outcome: Outcome, alone = untraced) => recursionCells({ recorder: 'Kolo', outcome }, alone);

  test.for<readonly [Outcome, string]>([
    [{ ...done, recursion: 50_000 }, 'as untraced'],
    [{ ...done, recursion: 'RecursionError' }, 'came to RecursionError'],
    [ended, 'over 3.0 GB'],
  ])('%#', ([outcome, expected]) => {
    expect(cells(outcome)[1]).toBe(expected);
    expect(cells(outcome)).toHaveLength(RECURSION_HEADER.length);
  });

  test('is not "as untraced" where neither said anything', () => {
    expect(recursionCells({ recorder: 'Kolo', outcome: done }, done)[1]).toBe('nothing measured');
  });
});

test('workloads by themselves: the median over all recorders’ pairs', () => {
  const rows = [[pair(0.01, 1), pair(0.03, 1)], [pair(0.02, 1)], []].map((pairs) => ({
    ...row,
    slowdown: { ...done, pairs },
    memory: done,
  }));
  expect(untracedLine([...rows, { ...rows[2], workload: 'library' }])).toBe(
    'calls 20.0 ms, 10.0 MB; library not measured, 10.0 MB',
  );
});

test('a cell is one cell of one row, and plain text', () => {
  const line = markdownRow(['a|b\nc\u001B[31m<img>`x`\\', 'd']);
  expect(line).toBe(String.raw`| a\|b c [31m\<img\>\`x\`\\ | d |`);
  expect(markdownHeader(['x', 'y'])).toBe('| x | y |\n| --- | --- |');
});
