import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../fault.js';

/** An interpreter that answered and is new enough. */
export interface Interpreter {
  /** As it is started: a path, or a name to look up on PATH. */
  readonly command: string;
  readonly version: string;
  /** Its own path, by its own account. */
  readonly executable: string;
}

interface Candidate {
  readonly command: string;
  /** Where it comes from, for people. */
  readonly because: string;
}

/** Keep in step with requires-python of python/pyproject.toml. */
const oldest = [3, 8] as const;
/** A cold interpreter on a busy machine takes a second; a hanging one must not hang us. */
const probeTimeoutMs = 20_000;
const question = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

type Answer =
  { readonly version: string; readonly executable: string } | { readonly failure: string; readonly missing: boolean };

function ask(command: string, env: NodeJS.ProcessEnv): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, ['-S', '-c', question], { env, timeout: probeTimeoutMs }, (error, stdout, stderr) => {
      const [version = '', executable = ''] = stdout.split(/\r?\n/);
      if (error === null && /^\d+\.\d+\.\d+$/.test(version)) resolve({ version, executable });
      else if (error?.code === 'ENOENT') resolve({ failure: 'is not there', missing: true });
      else {
        const said = stderr.trim().split('\n').at(-1) ?? '';
        resolve({ failure: `does not run${said === '' ? '' : ` (${said})`}`, missing: false });
      }
    });
  });
}

function isNewEnough(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

const inEnvironment = (folder: string) =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

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
    return ['python3', 'python'].map((command) => ({ command, because: 'PATH' }));
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
  const rejected: string[] = [];
  for (const { command, because } of await candidates(given, cwd, env)) {
    const answer = await ask(command, env);
    if ('version' in answer) {
      if (isNewEnough(answer.version)) return { command, ...answer };
      rejected.push(`${command} (${because}) is Python ${answer.version}, older than ${oldest.join('.')}`);
    } else if (!answer.missing || because !== 'PATH') {
      rejected.push(`${command} (${because}) ${answer.failure}`);
    }
  }
  throw new CliError('no-python', rejected.length === 0 ? 'No Python on PATH' : rejected.join('; '), {
    todo: `Name a Python from ${oldest.join('.')} on with --python`,
  });
}
