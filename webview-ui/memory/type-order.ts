import { typeColumns } from '../../src/rpc/heap-contract.js';
import type { TypeColumn } from '../../src/rpc/heap-contract.js';

export interface TypeOrder {
  readonly column: TypeColumn;
  readonly descending: boolean;
}

/** Who keeps most alive comes first. */
export const byRetained: TypeOrder = { column: 'retainedBytes', descending: true };

/** What a click on a heading leads to: figures begin with the largest, names with A; a second click turns round. */
export function nextTypeOrder({ column, descending }: TypeOrder, clicked: string): TypeOrder {
  const found = typeColumns.find((known) => known === clicked);
  if (found === undefined || found === column) return { column, descending: !descending };
  return { column: found, descending: found !== 'name' };
}

/** Whether what was kept from an earlier page is an order. */
export function isTypeOrder(kept: unknown): kept is TypeOrder {
  if (typeof kept !== 'object' || kept === null || !('column' in kept) || !('descending' in kept)) return false;
  return typeColumns.some((column) => column === kept.column) && typeof kept.descending === 'boolean';
}
