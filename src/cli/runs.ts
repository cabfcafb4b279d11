import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CliError } from './fault.js';
import { readRunFile, runFileName } from './run-file.js';
import type { RunFile } from './run-file.js';

/** Where `record` puts runs and the other commands look for them, below the working directory. */
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
}

const recordingSuffix = /\.th(?:trace|heap)$/;

async function isFolder(path: string): Promise<boolean> {
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

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function readRun(path: string): Promise<Run> {
  const recordings = (await namesIn(path)).filter((name) => recordingSuffix.test(name));
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
async function isRun(path: string): Promise<boolean> {
  if (!(await isFolder(path))) return false;
  const names = await namesIn(path);
  return names.includes(runFileName) || names.some((name) => recordingSuffix.test(name));
}

/**
 * The folder that RUN means: a run's folder by its path, else the one name below .tracehold that is it or begins with
 * it, else (nothing, or 'latest') the newest that recorded something.
 */
export async function findRun(cwd: string, given: string | undefined): Promise<string> {
  const path = resolve(cwd, given ?? '');
  if (given !== undefined && given !== '' && (await isRun(path))) return path;
  const runs = await listRuns(cwd);
  if (given === undefined || given === 'latest') {
    // A run that recorded nothing is only meant when there is no other.
    const newest = runs.find(({ recordings }) => recordings > 0) ?? runs[0];
    if (newest !== undefined) return newest.path;
    throw new CliError('not-found', `No runs in ${join(cwd, runsFolderName)}`, {
      todo: `Record one: 'tracehold record -- script.py', or give a run's folder`,
    });
  }
  const exact = runs.find(({ name }) => name === given);
  if (exact !== undefined) return exact.path;
  const matches = runs.filter(({ name }) => given !== '' && name.startsWith(given));
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match.path;
  if (matches.length > 1) {
    const names = matches.slice(0, 5).map(({ name }) => name);
    throw new CliError('not-found', `'${given}' may mean ${matches.length} runs: ${names.join(', ')}`, {
      todo: 'Give more of its name',
    });
  }
  if (given !== '' && (await isFolder(path))) {
    throw new CliError('not-a-recording', `${path} holds no recording`);
  }
  throw new CliError('not-found', `No run '${given}'`);
}
