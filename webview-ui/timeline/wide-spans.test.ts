import { describe, expect, it } from 'vitest';
import { failureMarks } from './failure-marks.js';
import { testSpans } from './test-spans.js';
import { findWide, wideSpans } from './wide-spans.js';

const view = { fromNs: 1000, toNs: 2000 };
const rows = { firstDepth: 1, rows: 2 };

describe('spans with room for a label', () => {
  it('are those on the screen, with the part that is seen', () => {
    const spans = testSpans(
      { from: 0, to: 1500, depth: 1 },
      { from: 1500, to: 1510, depth: 1 },
      { from: 1800, to: 9000, depth: 2 },
      { from: 1100, to: 1900, depth: 0 },
      { from: 1100, to: 1900, depth: 3 },
      { from: 2500, to: 2900, depth: 1 },
    );
    const found = wideSpans(10);
    findWide(found, spans, view, { width: 500, leastPixels: 20, rows });
    const places = Array.from({ length: found.count }, (_, at) => [found.span[at], found.left[at], found.right[at]]);
    expect(places).toEqual([
      [0, 0, 250],
      [2, 400, 500],
    ]);
  });

  it('are the widest when there are too many, whatever their order', () => {
    const spans = testSpans(
      ...Array.from({ length: 300 }, (_, at) => ({ from: 1000, to: 1000 + 20 + ((at * 37) % 300), depth: 1 })),
    );
    const found = wideSpans(50);
    findWide(found, spans, view, { width: 1000, leastPixels: 10, rows });
    expect(found.count).toBe(50);
    const shortest = Math.min(...Array.from({ length: found.count }, (_, at) => found.right[at] - found.left[at]));
    expect(shortest).toBeGreaterThanOrEqual(260);
  });

  it('are as many as there is room for when all are alike', () => {
    const spans = testSpans(...Array.from({ length: 300 }, () => ({ from: 1100, to: 1140, depth: 1 })));
    const found = wideSpans(50);
    findWide(found, spans, view, { width: 1000, leastPixels: 10, rows });
    expect(found.count).toBe(50);
  });
});

describe('marks of exceptions', () => {
  it('stand where a call ended, one for all that are too close', () => {
    const spans = testSpans(
      { from: 1000, to: 1500, depth: 1, failed: true },
      { from: 1400, to: 1501, depth: 1, failed: true },
      { from: 1400, to: 1501, depth: 2, failed: true },
      { from: 1000, to: 1700, depth: 1 },
      { from: 1000, to: 1700, depth: 0, failed: true },
    );
    expect(failureMarks(spans, view, 500, rows)).toEqual([
      { x: 250, row: 0, length: 250 },
      { x: 250.5, row: 1, length: 50.5 },
    ]);
  });

  it('are not seen while the end is not', () => {
    const spans = testSpans({ from: 1000, to: 9000, depth: 1, failed: true });
    expect(failureMarks(spans, view, 500, rows)).toEqual([]);
  });
});
