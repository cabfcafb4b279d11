import { threadOfCall } from '../../rpc/store-contract.js';
import type { Selected } from './selection.js';

function isOrdinal(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1);
}

/**
 * A selection as it was kept over a reload of the window.
 *
 * @returns null for what is no selection: another version of us may have written it.
 */
export function keptSelection(kept: unknown): Selected | null {
  if (typeof kept !== 'object' || kept === null) return null;
  const { run, process, thread, call } = kept as Readonly<Record<string, unknown>>;
  if (typeof run !== 'string' || run === '' || !isOrdinal(process) || !isOrdinal(thread) || !isOrdinal(call))
    return null;
  if (thread !== null && process === null) return null;
  if (call !== null && threadOfCall(call) !== thread) return null;
  return { run, process, thread, call };
}
