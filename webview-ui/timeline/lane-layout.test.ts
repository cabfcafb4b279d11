import { describe, expect, it } from 'vitest';
import {
  HEADER_HEIGHT,
  ROW_HEIGHT,
  heightOf,
  layLanes,
  rowAt,
  scrolledTo,
  taskLaneKey,
  visibleLanes,
  wholeRun,
} from './lane-layout.js';
import { testProcess, testThread } from './test-lanes.js';

const processes = [testProcess({}), testProcess({ process: 2, pid: 4712, startEpochNs: 1_000_500 })];
const threads = [
  testThread({ thread: 3, process: 2, serial: 1, lastNs: 9000 }),
  testThread({ thread: 1, maxDepth: 99 }),
  testThread({ thread: 2, serial: 2, name: 'worker‮', calls: 0 }),
];

describe('lanes', () => {
  const lanes = layLanes(processes, threads, new Set());

  it('are threads with calls, in order of process, on one clock', () => {
    expect(lanes.map(({ thread, offsetNs, process }) => [thread, offsetNs, process])).toEqual([
      [1, 0, 'shop.py (4711)'],
      [3, 500, 'shop.py (4712)'],
    ]);
    expect(wholeRun(processes, lanes)).toEqual({ fromNs: 0, toNs: 9500 });
  });

  it('lie below each other', () => {
    expect(lanes[1].top).toBe(lanes[0].height);
    expect(heightOf(lanes)).toBe(lanes[0].height + lanes[1].height);
  });

  it('show a header only when they are collapsed', () => {
    const [first] = layLanes(processes, threads, new Set([1]));
    expect(first).toMatchObject({ rows: 0, depths: 100, collapsed: true });
    expect(rowAt([first], HEADER_HEIGHT + 2)).toBeNull();
  });

  it('name a process only where there are several, and show no characters that turn the text', () => {
    const [lane] = layLanes(processes.slice(0, 1), [testThread({ name: 'a‮b' })], new Set());
    expect(lane).toMatchObject({ name: 'a�b', process: '' });
  });
});

describe('tasks of a thread', () => {
  const track = (rows: number) => [{ thread: 1, tasks: 40, rows, fromNs: 0, toNs: 100, left: 0 }];

  it('are a lane above its calls', () => {
    const [tasks, calls, other] = layLanes(processes, threads, new Set(), track(3));
    expect([calls.track, tasks.track?.tasks, other.track]).toEqual([null, 40, null]);
    expect(tasks).toMatchObject({ thread: 1, rows: 3, top: 0 });
    expect(calls.top).toBe(tasks.height);
    expect(other.top).toBe(calls.top + calls.height);
  });

  it('are hidden when they take many rows, until somebody opens them', () => {
    const key = taskLaneKey(1);
    expect(layLanes(processes, threads, new Set(), track(10_000))[0]).toMatchObject({ collapsed: true, rows: 0 });
    expect(layLanes(processes, threads, new Set([key]), track(10_000))[0]).toMatchObject({ rows: 10_000 });
    expect(layLanes(processes, threads, new Set([key]), track(3))[0]).toMatchObject({ collapsed: true });
  });
});

describe('what is seen of the lanes', () => {
  const lanes = layLanes(processes, threads, new Set());

  it('is the rows on the screen', () => {
    const [seen] = visibleLanes(lanes, HEADER_HEIGHT + 10.5 * ROW_HEIGHT, 5 * ROW_HEIGHT);
    expect(seen).toMatchObject({ firstDepth: 10, rows: 6, y: -0.5 * ROW_HEIGHT });
  });

  it('is both lanes where they meet', () => {
    const seen = visibleLanes(lanes, lanes[1].top - 30, 200);
    expect(seen.map(({ lane, firstDepth, rows }) => [lane.thread, firstDepth, rows])).toEqual([
      [1, 98, 2],
      [3, 0, 3],
    ]);
  });

  it('is found again by its height', () => {
    expect(rowAt(lanes, lanes[1].top + HEADER_HEIGHT + 1)).toMatchObject({ lane: { thread: 3 }, depth: 0 });
  });
});

describe('scrolling to a row', () => {
  const [lane] = layLanes(processes, threads, new Set());
  const row = (depth: number) => HEADER_HEIGHT + depth * ROW_HEIGHT;

  it.each([
    ['stays when it is seen', 10, 100, 100],
    ['goes down until two more rows are seen below', 50, 0, row(50) + 3 * ROW_HEIGHT - 400],
    ['goes up until it is clear of the header', 10, 900, row(10) - HEADER_HEIGHT - 2 * ROW_HEIGHT],
    ['goes to the top of the lane for the first row', 0, 900, 0],
  ])('%s', (_, depth, scrollTop, expected) => {
    expect(scrolledTo(lane, depth, scrollTop, 400)).toBe(expected);
  });
});
