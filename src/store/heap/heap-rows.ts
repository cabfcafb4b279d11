import type { Database } from 'sql.js';
import type { Findings, FoundHolder, FoundWay } from '../../heap/findings.js';
import { pathName } from '../../heap/holding-path.js';
import type { SourcePlace } from '../../heap/snapshot-graph.js';
import { insertAll } from '../sqlite/engine.js';
import type { Cell } from '../sqlite/engine.js';
import { packText } from '../sqlite/texts.js';
import type { ProcessRow } from '../tables.js';
import { processOf } from './process-of.js';
import type { RunHeap, RunSnapshot } from './run-heap.js';

/** What the rows leave out, for a notice. */
export interface HeapRowsSummary {
  /** Snapshots that were not analysed yet. */
  readonly waiting: number;
  /** Snapshots that cannot be analysed: their rows say why. */
  readonly failed: number;
  /** Snapshots of which there are more ways of holding than rows of them. */
  readonly cut: number;
}

/** Fills the heap tables, which are empty (sqlite/schema.ts), with what is known of the snapshots of a run. */
export function insertHeapRows(database: Database, heap: RunHeap, processes: readonly ProcessRow[]): HeapRowsSummary {
  const insert = (table: string, columns: number, rows: Iterable<readonly Cell[]>) =>
    insertAll(database, `INSERT INTO ${table} VALUES (${Array.from({ length: columns }, () => '?').join(', ')})`, rows);
  let [waiting, failed, cut] = [0, 0, 0];
  database.exec('BEGIN');
  for (const snapshot of heap.snapshots()) {
    const findings = heap.findings(snapshot);
    const failure = heap.failure(snapshot);
    insert('heap_snapshot', 15, [snapshotRow(snapshot, processes, failure ?? findings?.problems.join(' ') ?? null)]);
    if (findings === null) {
      if (failure === null) waiting++;
      else failed++;
      continue;
    }
    if (findings.wayCount > findings.ways.length) cut++;
    const { id } = snapshot;
    insert('heap_type', 9, typeRows(id, findings));
    for (const [index, holder] of findings.holders.entries()) {
      insert('heap_holder', 16, [holderRow(id, index + 1, holder)]);
      insert('heap_step', 10, stepRows(id, index + 1, holder));
    }
    insert(
      'heap_way',
      7,
      findings.ways.map((way) => wayRow(id, way)),
    );
  }
  database.exec('COMMIT');
  return { waiting, failed, cut };
}

function snapshotRow(snapshot: RunSnapshot, processes: readonly ProcessRow[], problem: string | null): readonly Cell[] {
  const { id, file, stamp, takenEpochNs, ends } = snapshot;
  const { record, end } = ends;
  const told = problem === null || problem === '' ? ends.problem : problem;
  return [
    id,
    packText(file),
    record === null ? null : (processOf(record.pid, takenEpochNs, processes)?.process ?? null),
    record?.pid ?? null,
    textOrNull(record?.label),
    textOrNull(record?.reason),
    textOrNull(record?.walker),
    textOrNull(record?.pythonVersion),
    takenEpochNs,
    end?.tookNs ?? null,
    record?.rssBytes ?? null,
    end?.nodes ?? null,
    end?.edges ?? null,
    stamp.size,
    textOrNull(told),
  ];
}

function* typeRows(id: number, { types }: Findings): Generator<readonly Cell[]> {
  for (const row of types) {
    yield [
      id,
      packText(row.type),
      textOrNull(row.file),
      lineOrNull(row.line),
      row.count,
      row.shallowBytes,
      row.retainedBytes,
      row.unreachableCount,
      row.unreachableBytes,
    ];
  }
}

function holderRow(id: number, rank: number, holder: FoundHolder): readonly Cell[] {
  const place = holder.path.find(({ isHolder }) => isHolder)?.place ?? null;
  return [
    id,
    rank,
    packText(holder.name),
    packText(holder.sentence),
    holder.confidence,
    textOrNull(holder.idiom?.name),
    textOrNull(holder.idiom?.todo),
    holder.retainedBytes,
    holder.count,
    holder.trackedCount,
    holder.itemCount,
    packText(holder.itemType),
    holder.shape,
    JSON.stringify(holder.others),
    ...placeCells(place),
  ];
}

function* stepRows(id: number, rank: number, { path }: FoundHolder): Generator<readonly Cell[]> {
  for (const [index, { edge, repeats, type, isHolder, address, place }] of path.entries()) {
    const cells = [id, rank, index + 1, packText(edge), repeats, packText(type), isHolder ? 1 : 0, address];
    yield [...cells, ...placeCells(place)];
  }
}

function wayRow(id: number, { steps, count, bytes, heldBytes }: FoundWay): readonly Cell[] {
  const type = steps.at(-1)?.type ?? '';
  return [id, packText(pathName(steps)), packText(type), JSON.stringify(steps), count, bytes, heldBytes];
}

function placeCells(place: SourcePlace | null): readonly Cell[] {
  return place === null ? [null, null] : [packText(place.file), lineOrNull(place.line)];
}

function lineOrNull(line: number): number | null {
  return line === 0 ? null : line;
}

function textOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : packText(text);
}
