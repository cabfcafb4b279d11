import { epochNs } from '../run-clock.js';
import type { ProcessRow } from '../tables.js';

/** A recorded process and when it began. */
interface SnapshotProcess {
  /** Ordinal in the run. */
  readonly process: number;
  /** Since 1970. */
  readonly startNs: bigint;
}

/** That a snapshot is of: of several with one process id the last that had begun. Null where none was recorded. */
export function processOf(pid: number, takenEpochNs: bigint, processes: readonly ProcessRow[]): SnapshotProcess | null {
  const same = processes
    .filter((process) => process.pid === pid)
    .map(({ process, startEpochNs }) => ({ process, startNs: epochNs(startEpochNs) }))
    .toSorted((a, b) => Number(a.startNs > b.startNs) - Number(a.startNs < b.startNs));
  return same.findLast(({ startNs }) => startNs <= takenEpochNs) ?? same.at(0) ?? null;
}
