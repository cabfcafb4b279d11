import { expect, test } from 'vitest';
import type { RunSnapshot } from '../../src/rpc/view-contract.js';
import { chartOf, linesOf, roundBytes, timeOf } from './chart-model.js';

const MIB = 2 ** 20;
const processes = [
  { startEpochNs: 2_000e9, durationNs: 3e9 },
  { startEpochNs: 1_999e9, durationNs: 1e9 },
];

function snapshot(file: string, pid: number, takenMs: number, rssBytes: number | null): RunSnapshot {
  const record = { pid, takenMs, rssBytes, python: '', label: '', reason: '', walker: '' };
  return { file, record, verdict: null };
}

test('snapshots stand where the timeline has the calls of their time', () => {
  const chart = chartOf([snapshot('b', 7, 2_001_500, 30 * MIB), snapshot('a', 7, 2_000_000, 12 * MIB)], processes);
  expect(chart).toEqual({
    points: [
      { file: 'a', pid: 7, ns: 1e9, bytes: 12 * MIB },
      { file: 'b', pid: 7, ns: 2.5e9, bytes: 30 * MIB },
    ],
    toNs: 4e9,
    toBytes: 40 * MIB,
  });
});

test('a snapshot at the end of the run is not beyond the chart, one before its start not before it', () => {
  const chart = chartOf([snapshot('late', 7, 2_009_000, 1), snapshot('early', 7, 1_000, 1)], processes);
  expect(chart?.toNs).toBe(10e9);
  expect(chart?.points.map(({ ns }) => ns)).toEqual([0, 10e9]);
});

test('what tells no time or no memory is not drawn', () => {
  const silent: RunSnapshot = { file: 'x', record: null, verdict: null };
  expect(chartOf([silent, snapshot('a', 7, 0, MIB), snapshot('b', 7, 2_000_000, null)], processes)).toBeNull();
  expect(timeOf(silent, processes)).toBeNull();
  expect(timeOf(snapshot('a', 7, 2_000_000, null), [])).toBeNull();
});

test('each process has a line of its own', () => {
  const all = [snapshot('a', 7, 2_000_000, 1), snapshot('b', 8, 2_000_100, 1), snapshot('c', 7, 2_000_200, 1)];
  const chart = chartOf(all, processes);
  expect(chart === null ? [] : linesOf(chart).map((line) => line.map(({ file }) => file))).toEqual([['a', 'c'], ['b']]);
});

test.each([
  [1, 1],
  [3 * MIB, 4 * MIB],
  [18.5 * MIB, 20 * MIB],
  [402 * MIB, 500 * MIB],
  [900 * MIB, 1000 * MIB],
  [1.2 * 2 ** 30, 2 * 2 ** 30],
])('%d bytes fit below %d', (bytes, top) => {
  expect(roundBytes(bytes)).toBe(top);
});
