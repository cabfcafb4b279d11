import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ensureVenv } from '../../scripts/venvs.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { run } from '../../scripts/lib/run.mjs';
import type { Missing } from './install.js';
import { repository } from './places.js';

/** A program that nobody here wrote, and reads and runs well: pure Python without dependencies, for 3.8 and later. */
const PINNED = 'sqlparse==0.5.3';

/**
 * Folder with the program's sources, from the repository, got from PyPI once and kept in `.cache/programs`. Not an
 * environment: in a workspace its files are recorded as a user's own.
 */
export async function ensureThirdParty(python: string): Promise<{ readonly folder: string } | Missing> {
  const folder = join(repository, '.cache', 'programs', PINNED.replace('==', '-'));
  const got = { folder: relative(repository, folder) };
  if (existsSync(folder)) return got;
  try {
    await mkdir(join(folder, '..'), { recursive: true });
    await withLock(`${folder}.lock`, async () => {
      if (existsSync(folder)) return;
      const part = `${folder}.part`;
      await rm(part, { recursive: true, force: true });
      await install(await ensureVenv(python, []), part);
      await rename(part, folder);
    });
    return got;
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    return { missing: `${PINNED} could not be got from PyPI: ${lines.at(-1) ?? ''}` };
  }
}

async function install(python: string, folder: string): Promise<void> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile', '--root-user-action=ignore'];
  const what = ['--no-deps', '--only-binary=:all:', '--target', folder, PINNED];
  const { code, output } = await run(python, ['-m', 'pip', 'install', ...quiet, ...what], { timeoutMs: 120_000 });
  if (code !== 0) throw new Error(output);
}
