import type { Run } from '../../run/runs.js';
import type { KnownRun } from '../model/runs.js';

/** As its files say: whether it goes on, they do not. */
export function knownRun({ path, name, file, startedMs, bytes, snapshots }: Run): KnownRun {
  return {
    folder: path,
    name: file.name ?? name,
    command: file.command ?? [],
    startedMs,
    exitCode: file.exitCode ?? null,
    signal: file.signal ?? null,
    bytes,
    snapshots,
    live: false,
  };
}

/** Newest first; of the same moment the later name first, as a number follows the name of the second. */
export function newestFirst(runs: Iterable<KnownRun>): readonly KnownRun[] {
  return [...runs].toSorted((a, b) => b.startedMs - a.startedMs || (a.folder < b.folder ? 1 : -1));
}
