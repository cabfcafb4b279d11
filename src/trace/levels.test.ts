import { expect, test } from 'vitest';
import { FINEST_NS, LevelBuilder, keptAbove, resolutionOf } from './levels.js';
import type { SpanRows } from './spans.js';

interface Kept {
  readonly level: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly merged: number;
}

/** What a builder hands out for these spans of depth 0. */
function levelsOf(
  spans: readonly { readonly start: number; readonly end: number; readonly depth?: number }[],
): readonly Kept[] {
  const kept: Kept[] = [];
  const builder = new LevelBuilder({
    spans: (level, long, rows: SpanRows) => {
      if (long) return;
      for (let row = 0; row < rows.count; row++) {
        const { start, duration, depth, merged } = rows;
        kept.push({
          level,
          start: start[row],
          end: start[row] + duration[row],
          depth: depth[row],
          merged: merged[row],
        });
      }
    },
  });
  for (const [at, { start, end, depth = 0 }] of spans.entries()) builder.add(depth, start, end, 1, at + 1, 0, 0);
  builder.finish();
  return kept;
}

test('short neighbours are merged as long as they fit together, long ones stay single', () => {
  const short = FINEST_NS / 4;
  const kept = levelsOf([
    { start: 0, end: short },
    { start: short, end: 2 * short },
    { start: 2 * short, end: 3 * short },
    { start: 10 * short, end: 11 * short },
    { start: 20 * short, end: 20 * short + FINEST_NS },
  ]);
  expect(kept.map(({ start, end, merged }) => [start / short, end / short, merged])).toEqual([
    [0, 3, 3],
    [10, 11, 1],
    [20, 24, 1],
  ]);
});

test('a level exists when the one below has filled a chunk, and takes its long spans over', () => {
  const step = resolutionOf(0);
  const spans = Array.from({ length: 40_000 }, (_, at) => ({ start: at * step, end: (at + 1) * step, depth: 1 }));
  const all = { start: 0, end: 40_000 * step, depth: 0 };
  const kept = levelsOf([...spans, all]);
  expect(new Set(kept.map(({ level }) => level))).toEqual(new Set([0, 1, 2]));
  expect(kept.filter(({ level }) => level === 0)).toHaveLength(40_000);
  // Of level 0 and 1 the span of all is too long; the topmost keeps everything.
  expect(all.end).toBeGreaterThan(keptAbove(1));
  expect(kept.filter(({ depth }) => depth === 0).map(({ level }) => level)).toEqual([2]);
  // Nobody is lost or told twice within a level.
  for (const level of [0, 1, 2]) {
    const merged = kept
      .filter((span) => span.level === level && span.depth === 1)
      .reduce((sum, span) => sum + span.merged, 0);
    expect(merged).toBe(40_000);
  }
});
