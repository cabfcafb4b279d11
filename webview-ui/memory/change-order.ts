import { changeColumns } from '../../src/rpc/heap-compare-contract.js';
import type { ChangeColumn } from '../../src/rpc/heap-compare-contract.js';

export interface ChangeOrder {
  readonly column: ChangeColumn;
  readonly descending: boolean;
}

/** What grew by most bytes comes first, what shrank last. */
export const byGrowth: ChangeOrder = { column: 'bytes', descending: true };

/** What a click on a heading leads to: figures begin with the largest, names with A; a second click turns round. */
export function nextChangeOrder({ column, descending }: ChangeOrder, clicked: string): ChangeOrder {
  const found = changeColumns.find((known) => known === clicked);
  if (found === undefined || found === column) return { column, descending: !descending };
  return { column: found, descending: found !== 'name' };
}

/** Whether what was kept from an earlier page is an order. */
export function isChangeOrder(kept: unknown): kept is ChangeOrder {
  if (typeof kept !== 'object' || kept === null || !('column' in kept) || !('descending' in kept)) return false;
  return changeColumns.some((column) => column === kept.column) && typeof kept.descending === 'boolean';
}
