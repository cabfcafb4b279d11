import type { CallRow } from '../../store/api.js';

export const PAGE = 100;

/** Calls below one node, in the order in which they are shown, a page at a time. */
export interface ChildList {
  readonly rows: readonly CallRow[];
  /** There are more calls than were asked for: these are the first, in order of start. */
  readonly isPartial: boolean;
}

/** Most total time first; as they began where not all of them are known, because the longest may be among the others. */
export function childList(rows: readonly CallRow[], isPartial: boolean): ChildList {
  if (isPartial) return { rows, isPartial };
  return { rows: rows.toSorted((a, b) => b.activeNs - a.activeNs || a.startNs - b.startNs || a.id - b.id), isPartial };
}

/** The first `shown` rows, and after them those that are pinned: the selected call is seen on whatever page it is. */
export function visibleRows(list: ChildList, shown: number, pinned: ReadonlyMap<number, CallRow>): readonly CallRow[] {
  const first = list.rows.slice(0, shown);
  const ids = new Set(first.map(({ id }) => id));
  const rest = [...pinned.values()].filter(({ id }) => !ids.has(id));
  const current = new Map(list.rows.map((row) => [row.id, row]));
  return [...first, ...rest.map((row) => current.get(row.id) ?? row)];
}
