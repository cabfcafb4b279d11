import type { FunctionStats } from '../../src/store/api.js';

/** Bytes of the function itself; `netTotal` with what it called. */
export type MemoryColumn = 'allocated' | 'freed' | 'net' | 'netTotal';
export type Column =
  'qualname' | 'file' | 'calls' | 'selfNs' | 'totalNs' | 'minNs' | 'maxNs' | 'exceptions' | MemoryColumn;

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** What a click on a heading leads to: figures begin with the largest, names with A; a second click turns round. */
export function nextOrder({ column, descending }: Order, clicked: Column): Order {
  if (clicked === column) return { column, descending: !descending };
  return { column: clicked, descending: clicked !== 'qualname' && clicked !== 'file' };
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** A new list in that order; equals keep most total time first, so that a refresh does not shuffle them. */
export function sorted(rows: readonly FunctionStats[], { column, descending }: Order): readonly FunctionStats[] {
  const direction = descending ? -1 : 1;
  return rows.toSorted(
    (a, b) => direction * compare(a, b, column) || b.totalNs - a.totalNs || a.functionId - b.functionId,
  );
}

function compare(a: FunctionStats, b: FunctionStats, column: Column): number {
  if (column === 'qualname') return names.compare(a.qualname, b.qualname);
  if (column === 'file') return names.compare(a.file, b.file) || a.line - b.line;
  if (isMemory(column)) return bytesOf(a, column) - bytesOf(b, column);
  return a[column] - b[column];
}

export function isMemory(column: Column): column is MemoryColumn {
  return column === 'allocated' || column === 'freed' || column === 'net' || column === 'netTotal';
}

/** 0 where they were not counted. */
export function bytesOf({ memory }: FunctionStats, column: MemoryColumn): number {
  if (memory === undefined) return 0;
  const { self, total } = memory;
  if (column === 'netTotal') return total.allocated - total.freed;
  return column === 'net' ? self.allocated - self.freed : self[column];
}

/** Rows whose qualname or file hold every word of the text, whatever its case. */
export function filtered<Row extends { readonly qualname: string; readonly file: string }>(
  rows: readonly Row[],
  text: string,
): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ qualname, file }) => {
    const hay = `${qualname}\n${file}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

const columns = [
  'qualname',
  'file',
  'calls',
  'selfNs',
  'totalNs',
  'minNs',
  'maxNs',
  'exceptions',
  'allocated',
  'freed',
  'net',
  'netTotal',
] satisfies Column[];

/** Whether what was kept from an earlier page is an order. */
export function isOrder(kept: unknown): kept is Order {
  if (typeof kept !== 'object' || kept === null || !('column' in kept) || !('descending' in kept)) return false;
  return columns.some((column) => column === kept.column) && typeof kept.descending === 'boolean';
}
