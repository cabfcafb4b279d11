import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureVenv } from '../venvs.mjs';
import { findPythons } from './pythons.mjs';
import { root } from './run.mjs';

/** The lowest minor that the pinned mypy runs on. */
const OLDEST_FOR_TOOLS = 9;

/** ruff takes a cache folder of its configuration from where it stands, and would leave one in the root. */
export const ruffCache = ['--cache-dir', join(root, '.cache', 'ruff')];

/**
 * ruff and mypy, as pinned in python/requirements-dev.txt, on the newest Python that this machine has.
 * @returns {Promise<{ ruff: string, python: string } | { missing: string }>}
 */
export async function pythonTools() {
  const newest = (await findPythons()).at(-1);
  if (newest === undefined || newest.minor < OLDEST_FOR_TOOLS) {
    return { missing: `needs Python 3.${OLDEST_FOR_TOOLS} or newer, found ${newest?.version ?? 'none'}` };
  }
  const lines = readFileSync(join(root, 'python', 'requirements-dev.txt'), 'utf8').split('\n');
  const requirements = lines.filter((line) => line !== '' && !line.startsWith('#'));
  try {
    const python = await ensureVenv(newest.path, requirements);
    return { python, ruff: join(dirname(python), process.platform === 'win32' ? 'ruff.exe' : 'ruff') };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
