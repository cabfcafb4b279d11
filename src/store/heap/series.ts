import type { FoundType } from '../../heap/findings.js';
import type { HeapPoint, HeapSeries, HeapTypeSeries } from '../heap-api.js';
import { clockOffsets } from '../run-clock.js';
import type { RunTables } from '../tables.js';
import { processOf } from './process-of.js';
import type { RunHeap, RunSnapshot } from './run-heap.js';

/** Of those that are asked for: more cannot be told apart in a picture. */
const MOST_TYPES = 200;

interface Totals {
  readonly counts: Float64Array;
  readonly bytes: Float64Array;
  most: number;
}

/** @param types how many of them. */
export function heapSeries(heap: RunHeap, tables: RunTables, types: number): HeapSeries {
  const snapshots = heap.snapshots();
  const totals = new Map<string, Totals>();
  const points = snapshots.map((snapshot, index) => {
    const findings = heap.findings(snapshot);
    if (findings !== null) addTypes(totals, findings.types, index, snapshots.length);
    const problem = heap.failure(snapshot) ?? findings?.problems.at(0) ?? snapshot.ends.problem;
    return pointOf(snapshot, tables, { bytes: findings?.bytes ?? null, problem });
  });
  for (const [index, { bytes }] of points.entries()) if (bytes === null) blank(totals, index);
  return { snapshots: points, types: largest(totals, Math.min(types, MOST_TYPES)), typeCount: totals.size };
}

/** Two types of a snapshot that have one name are one here. */
function addTypes(totals: Map<string, Totals>, types: readonly FoundType[], index: number, length: number): void {
  for (const { type, count, shallowBytes } of types) {
    let known = totals.get(type);
    if (known === undefined) {
      known = { counts: new Float64Array(length), bytes: new Float64Array(length), most: 0 };
      totals.set(type, known);
    }
    known.counts[index] += count;
    known.bytes[index] += shallowBytes;
    known.most = Math.max(known.most, known.bytes[index]);
  }
}

function blank(totals: ReadonlyMap<string, Totals>, index: number): void {
  for (const { counts, bytes } of totals.values()) counts[index] = bytes[index] = NaN;
}

function largest(totals: ReadonlyMap<string, Totals>, types: number): readonly HeapTypeSeries[] {
  return [...totals]
    .toSorted(([, a], [, b]) => b.most - a.most)
    .slice(0, types)
    .map(([type, { counts, bytes }]) => ({ type, counts, bytes }));
}

function pointOf(
  { id, file, takenEpochNs, ends }: RunSnapshot,
  tables: RunTables,
  found: Pick<HeapPoint, 'bytes' | 'problem'>,
): HeapPoint {
  const { record, end } = ends;
  const row = record === null ? null : processOf(record.pid, takenEpochNs, tables.processes);
  const offset = row === null ? 0 : (clockOffsets(tables).get(row.process) ?? 0);
  return {
    id,
    file,
    process: row?.process ?? null,
    label: record?.label ?? '',
    reason: record?.reason ?? '',
    runNs: row === null ? null : Number(takenEpochNs - row.startNs) + offset,
    takenEpochMs: Number(takenEpochNs / 1000n) / 1000,
    rssBytes: record?.rssBytes ?? null,
    objects: end?.nodes ?? null,
    ...found,
  };
}
