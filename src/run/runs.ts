import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readRunFile, runFileName } from './run-file.js';
import type { RunFile } from './run-file.js';

/** Where runs are put and looked for, below a working directory or a folder of the workspace. */
export const runsFolderName = '.tracehold';

export interface Run {
  readonly name: string;
  readonly path: string;
  readonly file: RunFile;
  /** Milliseconds since 1970 of its start: as it says itself, else of its folder. */
  readonly startedMs: number;
  /** Sizes of its recordings together. */
  readonly bytes: number;
  readonly recordings: number;
  /** Names of its heap snapshots; of a process in the order in which they were taken. */
  readonly snapshots: readonly string[];
}

const byNumber = new Intl.Collator('en', { numeric: true });

const recordingSuffix = /\.th(?:trace|heap)$/;

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Names of a run's recordings. Rejects as `readRun`. */
export async function traceFileNames(path: string): Promise<readonly string[]> {
  return (await namesIn(path)).filter((name) => recordingSuffix.test(name));
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

/** Rejects with the system's error when the folder is not there or cannot be read. */
export async function readRun(path: string): Promise<Run> {
  const recordings = await traceFileNames(path);
  const sizes = await Promise.all(recordings.map((name) => sizeOf(join(path, name))));
  const file = await readRunFile(path);
  const started = file.started === undefined ? (await stat(path)).mtimeMs : Date.parse(file.started);
  return {
    name: basename(path),
    path,
    file,
    startedMs: started,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    recordings: recordings.length,
    snapshots: recordings.filter((name) => name.endsWith('.thheap')).toSorted(byNumber.compare),
  };
}

/** Runs below `cwd`'s .tracehold, newest first. */
export async function listRuns(cwd: string): Promise<readonly Run[]> {
  const parent = join(cwd, runsFolderName);
  const folders: string[] = [];
  for (const name of await namesIn(parent)) {
    const path = join(parent, name);
    if (!name.startsWith('.') && (await isFolder(path))) folders.push(path);
  }
  const runs = await Promise.all(folders.map(readRun));
  return runs.toSorted((a, b) => b.startedMs - a.startedMs || (a.name < b.name ? 1 : -1));
}

/** Whether a folder is a run, as opposed to one that happens to have the name. */
export async function isRun(path: string): Promise<boolean> {
  if (!(await isFolder(path))) return false;
  const names = await namesIn(path);
  return names.includes(runFileName) || names.some((name) => recordingSuffix.test(name));
}
