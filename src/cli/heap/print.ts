import { bytes, formatBytes } from '../../base/units.js';
import type { PathStep } from '../../heap/holding-path.js';
import type { SnapshotGraph, SourcePlace } from '../../heap/snapshot-graph.js';
import { placesOfSteps } from '../../heap/source-lines.js';
import type { ReadSource } from '../../heap/source-lines.js';
import type { Context } from '../command.js';
import { formatCount } from '../../base/counts.js';
import { place } from '../place.js';
import { table } from '../table.js';
import type { Column } from '../table.js';

/** What places of steps are looked up with. */
export interface Sources {
  readonly read: ReadSource;
  readonly found: SnapshotGraph;
}

/** Where each step of a path is in the source. */
export function placesIn(path: readonly PathStep[], { read, found }: Sources): Places {
  return placesOfSteps(path, read, found);
}

type Places = readonly (SourcePlace | null)[];

/** @param places of the steps, where they are not what the snapshot itself tells */
export function pathJson(path: readonly PathStep[], places: Places = path.map(({ place: own }) => own)) {
  return path.map(({ edge, repeats, type, isHolder }, index) => ({
    edge: edgeWithCount(edge, repeats),
    type,
    location: locationJson(places[index] ?? null),
    ...(isHolder ? { holder: true } : {}),
  }));
}

function locationJson(found: SourcePlace | null) {
  return found === null ? null : { file: found.file, line: found.line === 0 ? null : found.line };
}

/** `.tb_next x 42,090`: a chain as one step. */
function edgeWithCount(edge: string, repeats: number): string {
  return repeats > 1 ? `${edge} x ${formatCount(repeats)}` : edge;
}

const pathColumns: readonly Column[] = [
  { title: '' },
  { title: 'path', cut: 'end' },
  { title: 'type', cut: 'start' },
  { title: 'where', cut: 'start' },
];

export function pathTable(
  path: readonly PathStep[],
  { cwd, terminal }: Context,
  places: Places = path.map(({ place: own }) => own),
): string {
  const rows = path.map(({ edge, repeats, type, isHolder }, index) => {
    const where = places[index] ?? null;
    return [
      isHolder ? '>' : '',
      edgeWithCount(edge, repeats),
      type,
      where === null ? '' : place(cwd, where.file, where.line),
    ];
  });
  return table(pathColumns, rows, terminal);
}

/** The first rows of many, and of how many they are. */
export function printRows<Row>(
  { terminal }: Context,
  columns: readonly Column[],
  rows: readonly Row[],
  {
    limit,
    what,
    cells,
  }: { readonly limit: number; readonly what: string; readonly cells: (row: Row) => readonly string[] },
): void {
  terminal.out(table(columns, rows.slice(0, limit).map(cells), terminal));
  if (rows.length > limit) terminal.out(`${terminal.style.dim(`${limit} of ${formatCount(rows.length)} ${what}`)}\n`);
}

export function size(value: number): string {
  return formatBytes(bytes(value));
}
