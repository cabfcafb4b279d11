import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lib/lock.mjs';
import { root, run } from './lib/run.mjs';

const cache = join(root, '.cache', 'venvs');

/**
 * A virtual environment of the interpreter with the requirements installed, made once and kept under `.cache/venvs`.
 * Several processes may ask for the same one; the first builds it and the others wait.
 *
 * @param {string} pythonPath the interpreter to build it from
 * @param {string[]} requirements as pip takes them, pinned: `['pylint==3.2.7']`
 * @returns {Promise<string>} the environment's python
 * @throws {Error} when venv or pip fails, with their output
 */
export async function ensureVenv(pythonPath, requirements) {
  const version = await run(pythonPath, ['-VV']);
  const key = JSON.stringify([pythonPath, version.output.trim(), requirements.toSorted()]);
  const folder = join(cache, createHash('sha256').update(key).digest('hex').slice(0, 16));
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  // Written last: a folder without it was left by a build that did not finish.
  const finished = join(folder, 'tracehold-finished.json');
  if (existsSync(finished)) return python;

  await mkdir(cache, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(finished)) return;
    await rm(folder, { recursive: true, force: true });
    await makeVenv(pythonPath, folder);
    if (requirements.length > 0) {
      await mustRun(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
    }
    await writeFile(finished, `${key}\n`);
  });
  return python;
}

/**
 * Debian ships Python without ensurepip; its package is installed where that is allowed.
 * @param {string} pythonPath
 * @param {string} folder
 */
async function makeVenv(pythonPath, folder) {
  const first = await run(pythonPath, ['-m', 'venv', folder]);
  if (first.code === 0) return;
  // The versioned package fits interpreters that are not the system's default, too.
  const version = /Python (3\.\d+)/.exec((await run(pythonPath, ['--version'])).output)?.[1] ?? '3';
  const name = `python${version}-venv`;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall || !first.output.includes('ensurepip')) {
    throw new Error(
      `${pythonPath} cannot make an environment; on Debian the package ${name} lets it:\n${first.output}`,
    );
  }
  console.log(`${pythonPath} lacks venv: installing the package ${name}`);
  // Two environments may be due at once, and apt-get refuses to run twice.
  await withLock(join(cache, 'apt-get.lock'), async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await mustRun('apt-get', ['update', '-qq'], env);
    await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], env);
  });
  await rm(folder, { recursive: true, force: true });
  await mustRun(pythonPath, ['-m', 'venv', folder]);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function mustRun(command, args, env = {}) {
  const { code, output } = await run(command, args, { env });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
}
