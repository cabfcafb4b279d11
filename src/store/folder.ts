/** Names and places of a run's files. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodedError } from '../base/result.js';

export const INDEX_NAME = 'index.sqlite';
/** Ours are called `trace-<pid>.thtrace`; one that was copied elsewhere may have any name. */
const TRACE_NAME = /^[^.].*\.thtrace$/;
const DATA_NAME = /^calls-[0-9a-f]+\.thcols$/;
const SNAPSHOT_NAME = /^[^.].*\.thheap$/;
/** What was found out about a snapshot. */
const FINDINGS_NAME = /^(.+\.thheap)\.json$/;
const PRIVATE_NAME = /^(?:spill|building|index|findings)-(\d+)-[0-9a-f]+\.tmp$/;

/** Names of the trace files in the folder, in order. @throws CodedError 'not-found' when there is no such folder. */
export function traceFiles(folder: string): readonly string[] {
  return namesIn(folder, TRACE_NAME);
}

/** Names of the heap snapshots in the folder, in order. @throws CodedError 'not-found' when there is no such folder. */
export function snapshotFiles(folder: string): readonly string[] {
  return namesIn(folder, SNAPSHOT_NAME);
}

function namesIn(folder: string, wanted: RegExp): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => wanted.test(name))
      .toSorted();
  } catch (thrown) {
    throw new CodedError('not-found', `There is no run in ${folder}: ${(thrown as Error).message}`, { cause: thrown });
  }
}

/** Where the store of a run is written. */
export interface StorePlace {
  readonly folder: string;
  /** Names the data file, so that an index never meets the data of another ingest. */
  readonly generation: string;
  /** The run folder cannot be written; this one goes when the store is closed. */
  readonly temporary: boolean;
}

export function storeFolder(run: string): string {
  return join(run, 'store');
}

export function dataPath(folder: string, generation: string): string {
  return join(folder, `calls-${generation}.thcols`);
}

/** A file of this process only, until it is renamed or removed. */
export function privatePath(
  kind: 'spill' | 'building' | 'index' | 'findings',
  { folder, generation }: StorePlace,
): string {
  return join(folder, `${kind}-${process.pid}-${generation}.tmp`);
}

/**
 * The run's own folder, or a temporary one when it cannot be written.
 *
 * @throws CodedError 'not-found' when the run is gone: it must not come back as an empty folder.
 */
export function choosePlace(run: string): StorePlace {
  const generation = randomBytes(8).toString('hex');
  const folder = storeFolder(run);
  try {
    makeFolder(folder);
    const probe = join(folder, `probe-${generation}.tmp`);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe);
    return { folder, generation, temporary: false };
  } catch (thrown) {
    if (thrown instanceof CodedError) throw thrown;
    const hash = createHash('sha256').update(run).digest('hex').slice(0, 12);
    return { folder: mkdtempSync(join(tmpdir(), `tracehold-${hash}-`)), generation, temporary: true };
  }
}

/** Unless it is there. The folder above it is never made. @throws the file system's error. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code === 'ENOENT')
      throw new CodedError('not-found', `There is no run in ${dirname(folder)}`, { cause: thrown });
    throw thrown;
  }
}

/** Removes data files of other generations, findings of snapshots that are gone, and private files whose process has ended. */
export function sweep(folder: string, keepGeneration: string): void {
  for (const name of readdirSync(folder)) {
    const owner = PRIVATE_NAME.exec(name);
    const [, snapshot] = FINDINGS_NAME.exec(name) ?? [];
    const other =
      (DATA_NAME.test(name) && name !== `calls-${keepGeneration}.thcols`) ||
      (snapshot !== undefined && !existsSync(join(dirname(folder), snapshot)));
    if (owner === null ? other : !isAlive(Number(owner[1]))) rmQuietly(join(folder, name));
  }
}

/** On Windows a file that another process holds open cannot be removed; the next sweep does it. */
export function rmQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Left for the next sweep.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function sizeOf(path: string): { readonly size: number; readonly mtimeMs: number } {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, mtimeMs };
  } catch {
    return { size: 0, mtimeMs: 0 };
  }
}
