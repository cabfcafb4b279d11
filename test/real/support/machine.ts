/** The interpreters, environments and processes of these tests. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPythons, supportedMinors } from '../../../scripts/lib/pythons.mjs';
import { ensureVenv } from '../../../scripts/venvs.mjs';
import { requirements } from './requirements.js';

export const repository = resolve(import.meta.dirname, '../../..');
export const targets = join(repository, 'test/real/targets');
const cli = join(repository, 'dist/cli.js');
if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run build makes it');

export type Python = Awaited<ReturnType<typeof findPythons>>[number];

const found = await findPythons();
if (found.length === 0) throw new Error('no CPython was found to run real programs with');

/** 3.9 and 3.10 send the events of 3.8 by the same C code; they stand in where it is missing. */
const oldest = found.find(({ minor }) => minor < 11)?.minor;

/** Interpreters that differ in what the recorder is told, oldest first. */
export const pythons: readonly Python[] = found.filter(({ minor }) => minor >= 11 || minor === oldest);

/** Minors that are left out, and why: a test says so instead of passing in silence. */
export const leftOut = supportedMinors
  .filter((minor) => !pythons.some((python) => python.minor === minor))
  .map((minor) => ({
    minor,
    why: found.some((python) => python.minor === minor) ? `its events are those of 3.${oldest}` : 'not on this machine',
  }));

/** An interpreter with the packages of all the programs. */
export function environmentOf(python: Python): Promise<string> {
  return ensureVenv(python.path, requirements(python.minor));
}

export interface Ended {
  readonly code: number;
  /** Stdout and stderr as they came. */
  readonly output: string;
  readonly stdout: string;
}

export interface Launch {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

const waiting: (() => void)[] = [];
let free = Math.max(1, Math.min(2, availableParallelism()));

/** Runs a program when one of the machine's cores is free. A signal ends it with 128. */
export async function launch(command: string, args: readonly string[], options: Launch): Promise<Ended> {
  if (free > 0) free--;
  else await new Promise<void>((wake) => waiting.push(wake));
  try {
    return await started(command, args, options);
  } finally {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }
}

function started(command: string, args: readonly string[], { cwd, env, timeoutMs }: Launch): Promise<Ended> {
  return new Promise((done, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs ?? 300_000,
      killSignal: 'SIGKILL',
    });
    const all: Buffer[] = [];
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      all.push(chunk);
      out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      done({ code: code ?? 128, output: Buffer.concat(all).toString(), stdout: Buffer.concat(out).toString() });
    });
  });
}

/** What these tests themselves run in must not choose an interpreter or be recorded. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VIRTUAL_ENV|NO_COLOR|FORCE_COLOR|PYTHON.*|TRACEHOLD_.*|PYTEST_.*|VITEST.*)$/.test(name),
  );
  return Object.fromEntries(kept);
}

/** Records a program; `command` is what follows `--`. Its exit code is the program's. */
export function record(
  python: string,
  out: string,
  options: readonly string[],
  command: readonly string[],
  how: Launch,
): Promise<Ended> {
  return launch(process.execPath, [cli, 'record', '--python', python, '--out', out, ...options, '--', ...command], how);
}

/** What a command says with --json. Throws when it fails. */
export async function ask<T>(cwd: string, ...args: string[]): Promise<T> {
  const { code, stdout, output } = await launch(process.execPath, [cli, ...args, '--json'], { cwd });
  if (code !== 0) throw new Error(`tracehold ${args.join(' ')} exited with ${code}: ${output}`);
  return JSON.parse(stdout) as T;
}

/** A statement's rows. */
export async function rows<Row extends readonly unknown[]>(run: string, statement: string, ...options: string[]) {
  const answer = await ask<{ rows: Row[]; notice: string | null }>(run, 'sql', run, statement, ...options);
  if (answer.notice !== null) throw new Error(`the answer is not over the whole run: ${answer.notice}`);
  return answer.rows;
}

/** Problems that a recording tells of; a run without any is what these tests want to see. */
export async function problems(run: string): Promise<string[]> {
  const info = await ask<{ processes: { problems: { code: string; message: string }[] }[] }>(run, 'info', run);
  return info.processes.flatMap((process) => process.problems.map(({ code, message }) => `${code}: ${message}`));
}

/** A folder for a test file's runs, in a place that the recorder takes for the user's own. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'tracehold-real-'));

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** For the log of a run: what was compared, what was left out. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
