/** Runs the built command line as a user does: a process of its own, pipes, a working directory of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findPythons } from '../../../scripts/lib/pythons.mjs';

export const repository = resolve(import.meta.dirname, '../../..');
export const cliFile = join(repository, 'dist/cli.js');

export interface Ended {
  /** Null when a signal killed it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once stdout holds the text. */
  said(text: string): Promise<void>;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A folder to work in, and the programs in it. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'tracehold-cli-'));

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  start(command: string, args: readonly string[], { input = '', env = {} }: RunOptions = {}): Running {
    const child = spawn(command, args, { cwd: this.folder, env: { ...cleanEnvironment(), ...env } });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    const waiting = new Map<string, () => void>();
    const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      for (const [wanted, wake] of waiting) if (text(out).includes(wanted)) wake();
    });
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    // A target that does not read its input closes it early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return {
      pid: child.pid ?? 0,
      kill: (signal) => void child.kill(signal),
      said: (wanted) => new Promise((wake) => (text(out).includes(wanted) ? wake() : void waiting.set(wanted, wake))),
      ended: new Promise((done, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => done({ code, signal, stdout: text(out), stderr: text(errors) }));
      }),
    };
  }

  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.start(command, args, options).ended;
  }

  startTracehold(args: readonly string[], options?: RunOptions): Running {
    return this.start(process.execPath, [cliFile, ...args], options);
  }

  tracehold(args: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.startTracehold(args, options).ended;
  }

  /** Runs a command with --json and parses what it prints; fails the test when it fails. */
  async json<T>(...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await this.tracehold([...args, '--json']);
    if (code !== 0) throw new Error(`tracehold ${args.join(' ')} exited with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the tests themselves run in must not choose the interpreter or the colours. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { VIRTUAL_ENV: _venv, PYTHONPATH: _path, NO_COLOR: _colour, FORCE_COLOR: _force, ...rest } = process.env;
  return rest;
}

const found = await findPythons();
if (found.length === 0) throw new Error('the command line is tested with real interpreters, and there is none');

/** One for each of the recorder's two hooks, where the machine has them: the oldest and the newest. */
export const pythons = [...new Set([found[0], found[found.length - 1]])];
export const newest = found[found.length - 1];

export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
