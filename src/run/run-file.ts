import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What `run.json` says of a run. Every field may be missing: the file is written by others, too. */
export interface RunFile {
  readonly name?: string;
  /** The target as given: script or `-m module`, and its arguments. */
  readonly command?: readonly string[];
  readonly cwd?: string;
  readonly python?: string;
  readonly pythonVersion?: string;
  /** The recorder's options as given, without the target. */
  readonly options?: readonly string[];
  /** ISO 8601, UTC. */
  readonly started?: string;
  readonly ended?: string;
  readonly exitCode?: number;
  /** Name of the signal that killed it, such as 'SIGKILL'. */
  readonly signal?: string;
}

export const runFileName = 'run.json';

const version = 1;
/** A run.json of ours has some hundred bytes; a command line may be long. */
const maxBytes = 4 << 20;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function words(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined;
}

function time(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** Takes what has the right type and leaves the rest out; exactOptionalPropertyTypes wants them absent. */
export function parseRunFile(json: string): RunFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return {};
  }
  if (typeof parsed !== 'object' || parsed === null) return {};
  const given = new Map(Object.entries(parsed));
  const exitCode: unknown = given.get('exitCode');
  const fields: { [Key in keyof RunFile]: RunFile[Key] | undefined } = {
    name: text(given.get('name')),
    command: words(given.get('command')),
    cwd: text(given.get('cwd')),
    python: text(given.get('python')),
    pythonVersion: text(given.get('pythonVersion')),
    options: words(given.get('options')),
    started: time(given.get('started')),
    ended: time(given.get('ended')),
    exitCode: Number.isInteger(exitCode) ? (exitCode as number) : undefined,
    signal: text(given.get('signal')),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Never throws: a run without a readable run.json is still a run. */
export async function readRunFile(folder: string): Promise<RunFile> {
  const path = join(folder, runFileName);
  try {
    const found = await stat(path);
    // A named pipe would never end.
    if (!found.isFile() || found.size > maxBytes) return {};
    return parseRunFile(await readFile(path, 'utf8'));
  } catch {
    return {};
  }
}

/** Replaces the file in one step, so that a reader never sees half of it. */
export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  const path = join(folder, runFileName);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ version, ...run }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}
