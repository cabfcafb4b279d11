import { describe, expect, it } from 'vitest';
import { spanAt } from './hit-test.js';
import { hoverAt } from './hover.js';
import { HEADER_HEIGHT, ROW_HEIGHT } from './lane-layout.js';
import { testLane } from './test-lanes.js';
import { testSpans } from './test-spans.js';

describe('what is under the pointer', () => {
  const spans = testSpans(
    { from: 0, to: 1000 },
    { from: 100, to: 200, depth: 1, call: 7, net: -512 },
    { from: 201, to: 202, depth: 1, call: 8 },
  );

  it.each([
    ['a call', 1, 150, 1],
    ['the row decides', 0, 150, 0],
    ['where one ends another may begin', 1, 200.2, 1],
    ['a narrow one is found beside it', 1, 205, 2],
    ['nothing far away', 1, 250, -1],
    ['nothing below', 2, 150, -1],
  ])('%s', (_, depth, ns, expected) => {
    expect(spanAt(spans, depth, ns, 5)).toBe(expected);
  });

  it('is told in the time of the page', () => {
    const lane = testLane({ offsetNs: 5000, rows: 3, top: 100 });
    const screen = {
      lanes: [lane],
      view: { fromNs: 5000, toNs: 6000 },
      width: 1000,
      scrollTop: 60,
      spansOf: () => spans,
    };
    const y = 100 - 60 + HEADER_HEIGHT + ROW_HEIGHT * 1.5;
    expect(hoverAt(screen, 150, y)).toMatchObject({
      call: 7,
      depth: 1,
      fromNs: 5100,
      toNs: 5200,
      netBytes: -512,
    });
    expect(hoverAt(screen, 150, 100 - 60 + HEADER_HEIGHT / 2)).toBeNull();
  });

  it('is a task, with the call that ran there', () => {
    const screen = {
      lanes: [testLane({ rows: 3 })],
      view: { fromNs: 0, toNs: 1000 },
      width: 1000,
      scrollTop: 0,
      spansOf: () => testSpans({ from: 100, to: 900, depth: 1, call: 7 }),
      stepsOf: () => testSpans({ from: 100, to: 200, depth: 1, call: 7 }, { from: 500, to: 600, depth: 1, call: 9 }),
    };
    const y = HEADER_HEIGHT + ROW_HEIGHT * 1.5;
    expect(hoverAt(screen, 550, y)).toMatchObject({
      call: 9,
      isRunning: true,
      fromNs: 100,
      toNs: 900,
      netBytes: null,
    });
    expect(hoverAt(screen, 300, y)).toMatchObject({ call: 7, isRunning: false });
  });
});
