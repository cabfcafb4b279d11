import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ensureVenv } from '../../scripts/venvs.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { run } from '../../scripts/lib/run.mjs';
import type { Missing } from './install.js';
import { repository } from './places.js';

/** A program that nobody here wrote, and reads and runs well: pure Python without dependencies, for 3.8 and later. */
const PROGRAM = 'sqlparse==0.5.3';
/** The debugger that editors use. */
const DEBUGGER = 'debugpy==1.8.12';

/**
 * Folder with the program's sources, from the repository, got from PyPI once and kept in `.cache/programs`. Not an
 * environment: in a workspace its files are recorded as a user's own.
 */
export async function ensureThirdParty(python: string): Promise<{ readonly folder: string } | Missing> {
  const got = await ensureFromPyPI(python, PROGRAM, PROGRAM.replace('==', '-'));
  return 'missing' in got ? got : { folder: relative(repository, got.folder) };
}

/** Folder that the interpreter imports `debugpy` from, absolute. Parts of it are compiled for its version. */
export async function ensureDebugger(python: string, version: string): Promise<{ readonly folder: string } | Missing> {
  return ensureFromPyPI(python, DEBUGGER, `${DEBUGGER.replace('==', '-')}-${version}`);
}

/** Got once and kept in `.cache/programs`. */
async function ensureFromPyPI(
  python: string,
  pinned: string,
  name: string,
): Promise<{ readonly folder: string } | Missing> {
  const folder = join(repository, '.cache', 'programs', name);
  const got = { folder };
  if (existsSync(folder)) return got;
  try {
    await mkdir(join(folder, '..'), { recursive: true });
    await withLock(`${folder}.lock`, async () => {
      if (existsSync(folder)) return;
      const part = `${folder}.part`;
      await rm(part, { recursive: true, force: true });
      await install(await ensureVenv(python, []), pinned, part);
      await rename(part, folder);
    });
    return got;
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { missing: `${pinned} could not be got from PyPI: ${lines.at(-1) ?? ''}` };
  }
}

async function install(python: string, pinned: string, folder: string): Promise<void> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile', '--root-user-action=ignore'];
  const what = ['--no-deps', '--only-binary=:all:', '--target', folder, pinned];
  const { code, output } = await run(python, ['-m', 'pip', 'install', ...quiet, ...what], { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(output);
}
