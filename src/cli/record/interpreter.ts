import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseInterpreter, inEnvironment, oldestPython, onPath } from '../../run/interpreter.js';
import type { Candidate, Interpreter } from '../../run/interpreter.js';
import { CliError } from '../fault.js';

async function candidates(
  given: string | undefined,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Candidate[]> {
  if (given !== undefined) return [{ command: given, because: '--python' }];
  const active = env['VIRTUAL_ENV'] ?? '';
  if (active !== '') return [{ command: inEnvironment(active), because: '$VIRTUAL_ENV' }];
  const local = inEnvironment(join(cwd, '.venv'));
  try {
    await access(local);
    return [{ command: local, because: './.venv' }];
  } catch {
    return onPath;
  }
}

/**
 * The interpreter that runs the target: --python, the active virtual environment, ./.venv, then python3 and python on
 * PATH. What was chosen on purpose is never silently replaced by another.
 */
export async function findInterpreter(
  given: string | undefined,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Interpreter> {
  const choice = await chooseInterpreter(await candidates(given, cwd, env), env);
  if ('interpreter' in choice) return choice.interpreter;
  throw new CliError('no-python', choice.rejected.length === 0 ? 'No Python on PATH' : choice.rejected.join('; '), {
    todo: `Name a Python from ${oldestPython} on with --python`,
  });
}
