import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { hear as hearHere } from './hear.js';
import type { Hear, HearOptions } from './hear.js';
import { inEnvironment, onPath, versionedNames } from './interpreter.js';
import { withShim } from './command-line.js';

/** What an interpreter says of its recorder. */
interface Finding {
  readonly python: string;
  /** Empty where it did not say. */
  readonly version: string;
  /** 'native' or 'pure'; empty where nothing can be recorded. */
  readonly recorder: string;
  readonly reason: string;
}

/**
 * What can be done where the pure recorder was taken although nobody asked for it:
 *
 * - `no-libraries`: this installation has none for any Python
 * - `other-version`: it has, but not for this version
 * - `other-build`: it has for this version, but not for this build of it
 */
export type Advice = 'no-libraries' | 'other-version' | 'other-build';

export interface Diagnosis {
  /** Each interpreter once. */
  readonly findings: readonly Finding[];
  /** Versions that this installation has a native library for, oldest first: `3.8`. */
  readonly versions: readonly string[];
  /** What to do about some of the findings, each once. */
  readonly advice: readonly Advice[];
}

/** The variable by which `auto` means one of the recorders. */
const recorderVariable = 'TRACEHOLD_RECORDER';

/** Interpreters that may be on PATH, and the one of the active environment. */
export function usualInterpreters(env: NodeJS.ProcessEnv): readonly string[] {
  const active = env['VIRTUAL_ENV'] ?? '';
  return [
    ...(active === '' ? [] : [inEnvironment(active)]),
    ...onPath.map(({ command }) => command),
    ...versionedNames(),
  ];
}

/** Has interpreters say which recorder they would use; those that are not there are left out. */
export async function diagnose(
  commands: readonly string[],
  {
    cwd,
    env,
    shim,
    hear = hearHere,
  }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly shim: string; readonly hear?: Hear },
): Promise<Diagnosis> {
  const withRecorder = withShim(env, shim);
  const answers = await Promise.all(
    [...new Set(commands)].map((command) => ask(command, { cwd, env: withRecorder }, hear)),
  );
  const found = new Map<string, Finding>();
  for (const answer of answers) {
    if (answer === null) continue;
    const real = await realpath(answer.python).catch(() => answer.python);
    if (!found.has(real)) found.set(real, answer);
  }
  const findings = [...found.values()];
  const versions = await nativeVersions(shim);
  const asked = (env[recorderVariable] ?? '') !== '' && env[recorderVariable] !== 'auto';
  return { findings, versions, advice: asked ? [] : adviceOn(findings, versions) };
}

function adviceOn(findings: readonly Finding[], versions: readonly string[]): readonly Advice[] {
  const advice = findings.flatMap(({ recorder, version }): readonly Advice[] => {
    if (recorder !== 'pure') return [];
    if (versions.length === 0) return ['no-libraries'];
    if (!versions.includes(version.split('.').slice(0, 2).join('.'))) return ['other-version'];
    // Elsewhere `auto` does not take the native one at all (_native.untried), and the reason says so.
    return process.platform === 'linux' ? ['other-build'] : [];
  });
  return [...new Set(advice)];
}

/** By the names of the libraries: `_tracehold_native.cpython-312-x86_64-linux-gnu.so`, `_tracehold_native.cp312-...pyd`. */
async function nativeVersions(shim: string): Promise<readonly string[]> {
  const names = await readdir(join(shim, 'tracehold')).catch((): string[] => []);
  const minors = names.flatMap((name) => {
    const minor = /^_tracehold_native\.(?:cpython-|cp)3(\d{1,2})-/.exec(name)?.[1];
    return minor === undefined ? [] : [Number(minor)];
  });
  return [...new Set(minors)].toSorted((a, b) => a - b).map((minor) => `3.${minor}`);
}

async function ask(command: string, options: HearOptions, hear: Hear): Promise<Finding | null> {
  const { error, stdout } = await hear(command, ['-m', 'tracehold', 'doctor', '--json'], options);
  return error === null ? read(stdout, command) : null;
}

function read(stdout: string, command: string): Finding | null {
  try {
    const { executable, version, recorder, reason } = JSON.parse(stdout) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return {
      python: text(executable) || command,
      version: text(version),
      recorder: text(recorder),
      reason: text(reason),
    };
  } catch {
    return null;
  }
}
