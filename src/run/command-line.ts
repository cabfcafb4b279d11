import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CodedError } from '../base/result.js';

/**
 * The folder that holds the Python package, below the folder of ours that holds dist/.
 *
 * @throws CodedError 'internal' when it is not there: Tracehold is not installed as a whole.
 */
export async function findShim(installed: string): Promise<string> {
  const folder = join(installed, 'python');
  try {
    await access(join(folder, 'tracehold', '__main__.py'));
    return folder;
  } catch (error) {
    throw new CodedError('internal', `The recorder is not where it should be: ${folder}`, { cause: error });
  }
}

export interface Recording {
  /** Run folder, made already. */
  readonly folder: string;
  /** The recorder's own options: `--all`, `--include=lib/*`. */
  readonly options: readonly string[];
  /** `script.py ...` or `-m module ...`. */
  readonly target: readonly string[];
}

function recorderWords({ folder, options, target }: Recording): readonly string[] {
  return ['run', `--out=${folder}`, ...options, '--', ...target];
}

/** Arguments of an interpreter that finds the shim through `withShim`'s environment. */
export function commandLine(recording: Recording): readonly string[] {
  return ['-m', 'tracehold', ...recorderWords(recording)];
}

/** The environment for `commandLine`. */
export function withShim(env: NodeJS.ProcessEnv, shim: string): NodeJS.ProcessEnv {
  const before = env['PYTHONPATH'] ?? '';
  // The recorder says nothing of its own accord: the target owns the terminal until its launcher says the run folder.
  return { ...env, PYTHONPATH: before === '' ? shim : shim + delimiter + before, TRACEHOLD_QUIET: '1' };
}

/**
 * VS Code replaces variables in the words of a task, and `${command:...}` runs a command of the editor. So no word of ours
 * holds `${`: each `$` is followed by a `-`, which python/tracehold/_task.py takes away again.
 */
export function withoutVariables(word: string): string {
  return word.replaceAll('$', '$-');
}

export function holdsVariable(word: string): boolean {
  return word.includes('${');
}

/** Holds variables as JSON, encoded by `withoutVariables`; null takes a variable away. _task.py reads and removes it. */
export const environmentVariable = 'TRACEHOLD_ENVIRONMENT';

/** Arguments of an interpreter for a task of the editor: they need no environment and survive its variables. */
export function taskCommandLine(shim: string, cwd: string, recording: Recording): readonly string[] {
  return [join(shim, 'tracehold', '_task.py'), ...[cwd, ...recorderWords(recording)].map(withoutVariables)];
}
