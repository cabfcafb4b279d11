import { join } from 'node:path';
import { hear as hearHere } from './hear.js';
import type { Hear, Heard } from './hear.js';

/** An interpreter that answered and is new enough. */
export interface Interpreter {
  /** As it is started: a path, or a name to look up on PATH. */
  readonly command: string;
  readonly version: string;
  /** Its own path, by its own account. */
  readonly executable: string;
}

/** An interpreter that may be there. */
export interface Candidate {
  readonly command: string;
  /** Where it comes from, for people. */
  readonly because: string;
}

/** Keep in step with requires-python of python/pyproject.toml. */
export const oldestPython = '3.8';
/** Of the CPythons that the recorder was tested with. */
const newestPython = '3.14';
const question = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

type Answer =
  | { readonly version: string; readonly executable: string }
  | {
      /** Goes on where the interpreter's name ended: `is not there`. */
      readonly failure: string;
      readonly missing: boolean;
    };

/** Asks an interpreter for its version. */
async function ask(command: string, env: NodeJS.ProcessEnv, hear: Hear): Promise<Answer> {
  const { error, stdout, stderr } = await hear(command, ['-S', '-c', question], { env });
  const [version = '', executable = ''] = stdout.split(/\r?\n/);
  if (error === null && /^\d+\.\d+\.\d+$/.test(version)) return { version, executable };
  if (error?.code === 'ENOENT') return { failure: 'is not there', missing: true };
  return { failure: failureOf(error, stderr.trim()), missing: false };
}

/** What another program says to our question, such as `ls: cannot access 'import sys...'`, helps nobody. */
function failureOf(error: Heard['error'], said: string): string {
  const isOther =
    said.includes(question.slice(0, 10)) || /\busage:|--help\b|(?:invalid|illegal|unrecognized) option/i.test(said);
  if (error === null || isOther) return 'is not Python';
  const line = said.split('\n').at(-1) ?? '';
  return `does not run${line === '' ? '' : ` (${line})`}`;
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

function isNewEnough(version: string): boolean {
  const [oldestMajor, oldestMinor] = partsOf(oldestPython);
  const [major, minor] = partsOf(version);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** The interpreter of a virtual environment. */
export function inEnvironment(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Names to look up on PATH, when nothing else names an interpreter. */
export const onPath: readonly Candidate[] = ['python3', 'python'].map((command) => ({ command, because: 'PATH' }));

/** Names of all versions that can be recorded, newest first: `python3.14`. */
export function versionedNames(): readonly string[] {
  const [major, oldest] = partsOf(oldestPython);
  const [, newest] = partsOf(newestPython);
  return Array.from({ length: newest - oldest + 1 }, (_, index) => `python${major}.${newest - index}`);
}

export type Choice =
  | { readonly interpreter: Interpreter }
  /** What is wrong with each candidate, clauses for people; those that PATH does not have are left out. */
  | { readonly rejected: readonly string[] };

/** The first candidate that runs and is new enough. */
export async function chooseInterpreter(
  candidates: readonly Candidate[],
  env: NodeJS.ProcessEnv,
  hear: Hear = hearHere,
): Promise<Choice> {
  const rejected: string[] = [];
  for (const { command, because } of candidates) {
    const answer = await ask(command, env, hear);
    if ('version' in answer) {
      if (isNewEnough(answer.version)) return { interpreter: { command, ...answer } };
      rejected.push(`${command} (${because}) is Python ${answer.version}, older than ${oldestPython}`);
    } else if (!answer.missing || because !== 'PATH') {
      rejected.push(`${command} (${because}) ${answer.failure}`);
    }
  }
  return { rejected };
}
