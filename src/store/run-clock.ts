import type { RunTables } from './tables.js';

/**
 * Nanoseconds to add to the times of a process, by its ordinal, so that all processes are on one axis: the clock of the
 * run, which begins with its earliest process. One that did not say when it began is taken to be that. The timeline draws
 * by the same offsets.
 */
export function clockOffsets({ processes }: RunTables): ReadonlyMap<number, number> {
  const starts = processes.map(({ process, startEpochNs }) => [process, epochNs(startEpochNs)] as const);
  let earliest: bigint | null = null;
  for (const [, start] of starts) if (start > 0n && (earliest === null || start < earliest)) earliest = start;
  const first = earliest ?? 0n;
  return new Map(starts.map(([process, start]) => [process, start > first ? Number(start - first) : 0]));
}

/** 0 for one that a damaged index does not tell. */
export function epochNs(text: string): bigint {
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}
