import type { RunSnapshot } from '../../src/rpc/view-contract.js';
import type { ProcessInfo } from '../../src/store/api.js';

/** A snapshot on the axes of the chart. */
export interface ChartPoint {
  readonly file: string;
  readonly pid: number;
  /** Nanoseconds on the run's clock, on which the timeline draws the calls. */
  readonly ns: number;
  /** Resident memory. */
  readonly bytes: number;
}

export interface Chart {
  /** In the order of time. */
  readonly points: readonly ChartPoint[];
  readonly toNs: number;
  /** Top of the chart: a round number. */
  readonly toBytes: number;
}

type Clock = Pick<ProcessInfo, 'startEpochNs' | 'durationNs'>;

const NS_PER_MS = 1e6;

/** When the snapshot was taken, on the run's clock; null when nobody knows. */
export function timeOf({ record }: RunSnapshot, processes: readonly Clock[]): number | null {
  if (record === null || record.takenMs <= 0 || processes.length === 0) return null;
  return Math.max(0, record.takenMs * NS_PER_MS - earliest(processes));
}

/** Null when no snapshot tells both its time and its memory. */
export function chartOf(snapshots: readonly RunSnapshot[], processes: readonly Clock[]): Chart | null {
  const points = snapshots
    .flatMap((snapshot): ChartPoint[] => {
      const ns = timeOf(snapshot, processes);
      const { file, record } = snapshot;
      if (ns === null || record === null || record.rssBytes === null) return [];
      return [{ file, pid: record.pid, ns, bytes: record.rssBytes }];
    })
    .toSorted((a, b) => a.ns - b.ns);
  if (points.length === 0) return null;
  const begin = earliest(processes);
  const ends = processes.map(({ startEpochNs, durationNs }) => startEpochNs - begin + durationNs);
  return {
    points,
    toNs: Math.max(1, ...ends, ...points.map(({ ns }) => ns)),
    toBytes: roundBytes(Math.max(1, ...points.map(({ bytes }) => bytes))),
  };
}

/** Points of one process each, which a line joins. */
export function linesOf({ points }: Chart): readonly (readonly ChartPoint[])[] {
  const byPid = new Map<number, ChartPoint[]>();
  for (const point of points) byPid.set(point.pid, [...(byPid.get(point.pid) ?? []), point]);
  return [...byPid.values()];
}

/** The next of 1, 2, 4, 5, 8 and 10 times a power of ten of its unit, so that half of it is a number that people read, too. */
export function roundBytes(bytes: number): number {
  const unit = [2 ** 30, 2 ** 20, 2 ** 10, 1].find((size) => bytes >= size) ?? 1;
  const inUnit = bytes / unit;
  const power = 10 ** Math.floor(Math.log10(inUnit));
  const step = [1, 2, 4, 5, 8, 10].find((times) => times * power >= inUnit) ?? 10;
  return step * power * unit;
}

function earliest(processes: readonly Clock[]): number {
  return Math.min(...processes.map(({ startEpochNs }) => startEpochNs));
}
