import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '../../base/result.js';
import { readSnapshotEnds } from '../../format/snapshot-ends.js';
import type { SnapshotEnds } from '../../format/snapshot-ends.js';
import { dominatorTree } from '../../heap/dominators.js';
import { edgeSets } from '../../heap/edge-sets.js';
import { findingsOf } from '../../heap/findings.js';
import type { Findings } from '../../heap/findings.js';
import { openSnapshot } from '../../heap/open-snapshot.js';
import { sourceReader } from '../../heap/source-files.js';
import { ticker, within } from '../../heap/tick.js';
import { snapshotFiles } from '../folder.js';
import type { AnalyseOptions } from '../heap-api.js';
import { keep, keptPath, readKept, stampOf } from './kept.js';
import type { SnapshotStamp } from './kept.js';

/** A heap snapshot of a run. */
export interface RunSnapshot {
  /** From 1, in the order in which they were taken. */
  readonly id: number;
  readonly file: string;
  readonly path: string;
  readonly stamp: SnapshotStamp;
  /** What the snapshot says, else when the file was written. */
  readonly takenEpochNs: bigint;
  readonly ends: SnapshotEnds;
}

/** Which part of the work is done when the file is read, by measurement of snapshots of some million objects. */
const READ = 0.45;

/**
 * The heap snapshots of a run and what was found out about them. What is found out is kept beside the recording; only where that
 * cannot be is it kept in memory.
 */
export class RunHeap {
  readonly #folder: string;
  /** By path; asked again when a file has changed. */
  readonly #known = new Map<string, { readonly stamp: SnapshotStamp; readonly ends: SnapshotEnds }>();
  /** What could not be kept on disk, and why a snapshot could not be analysed; by path and stamp. */
  readonly #findings = new Map<string, Findings>();
  readonly #failures = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those that there are now: a run that goes on gets more. */
  snapshots(): readonly RunSnapshot[] {
    const found = snapshotFiles(this.#folder).flatMap((file) => {
      const path = join(this.#folder, file);
      const stamp = stampOf(path);
      if (stamp === null) return [];
      const ends = this.#ends(path, stamp);
      return [{ file, path, stamp, ends, takenEpochNs: takenAt(ends, stamp) }];
    });
    return found
      .toSorted((a, b) => Number(a.takenEpochNs > b.takenEpochNs) - Number(a.takenEpochNs < b.takenEpochNs))
      .map((one, index) => ({ id: index + 1, ...one }));
  }

  #ends(path: string, stamp: SnapshotStamp): SnapshotEnds {
    const known = this.#known.get(path);
    if (known !== undefined && keyOf(path, known.stamp) === keyOf(path, stamp)) return known.ends;
    const ends = readSnapshotEnds(path);
    this.#known.set(path, { stamp, ends });
    return ends;
  }

  /** What is known of a snapshot without analysing it now; null when that is nothing. */
  findings({ path, stamp }: RunSnapshot): Findings | null {
    return this.#findings.get(keyOf(path, stamp)) ?? readKept(path);
  }

  /** Why a snapshot could not be analysed, or null. */
  failure({ path, stamp }: RunSnapshot): string | null {
    return this.#failures.get(keyOf(path, stamp)) ?? null;
  }

  /** Changes whenever other rows would come of the snapshots. */
  version(): string {
    const states = this.snapshots().map(({ path, stamp }) => [
      keyOf(path, stamp),
      this.#failures.get(keyOf(path, stamp)) ?? '',
      this.#findings.has(keyOf(path, stamp)) ? '' : stampOf(keptPath(path)),
    ]);
    return JSON.stringify(states);
  }

  /**
   * Analyses the snapshots of which nothing is known yet, one after the other. A damaged one becomes a failure of its own.
   * Takes a second or more for each million objects, in which nothing else runs on this thread.
   *
   * @throws the signal's reason when it fires; what was found out until then is kept.
   */
  async analyse({ signal, progress }: AnalyseOptions = {}): Promise<void> {
    const missing = this.snapshots().filter((one) => this.failure(one) === null && this.findings(one) === null);
    for (const [index, { path, stamp }] of missing.entries()) {
      const told = (fraction: number) => progress?.({ fraction, snapshot: index + 1, of: missing.length });
      try {
        const findings = await analysed(path, { ...(signal === undefined ? {} : { signal }), progress: told });
        if (!keep(path, stamp, findings)) this.#findings.set(keyOf(path, stamp), findings);
      } catch (thrown) {
        signal?.throwIfAborted();
        this.#failures.set(keyOf(path, stamp), failureOf(thrown));
      }
      told(1);
    }
  }
}

async function analysed(
  path: string,
  options: { readonly signal?: AbortSignal; readonly progress: (fraction: number) => void },
): Promise<Findings> {
  const tick = ticker(options);
  const found = await openSnapshot(path, { ...options, progress: within(tick, 0, READ) });
  // A signal only fires between turns.
  await nextTurn();
  const tree = dominatorTree(found.graph, edgeSets.weak, within(tick, READ, 0.7));
  await nextTurn();
  tick(0.7);
  return findingsOf(found, sourceReader(), { tree });
}

function failureOf(thrown: unknown): string {
  if (thrown instanceof CodedError) return thrown.message;
  // What a typed array says for which there is no memory.
  if (thrown instanceof RangeError) return `It is too large for the memory there is: ${thrown.message}.`;
  return `It could not be analysed: ${(thrown as Error).message}.`;
}

function keyOf(path: string, { size, mtimeMs }: SnapshotStamp): string {
  return `${path}\0${size}\0${mtimeMs}`;
}

function takenAt({ record }: SnapshotEnds, { mtimeMs }: SnapshotStamp): bigint {
  const said = record?.takenEpochNs ?? 0n;
  return said > 0n ? said : BigInt(Math.round(mtimeMs)) * 1_000_000n;
}
