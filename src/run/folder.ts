import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { runsFolderName } from './runs.js';

/** A short name for `script.py ...` or `-m module ...`. */
export function targetName(target: readonly string[]): string {
  if (target[0] === '-m') return target[1];
  return basename(target[0]).replace(/\.py$/, '');
}

/** Whether the system refused because the path exists. */
export function isExisting(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

/** `20260131-180509`, local time: it is read by a person who remembers when. */
function stamp(now: Date): string {
  const two = (value: number) => value.toString().padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/** Makes `.tracehold`, with a .gitignore: recordings hold a program's data and are nothing for version control. */
export async function makeParent(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && basename(folder) === runsFolderName) {
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  }
}

/** Makes `.tracehold/<stamp>-<name>`, with a number after it when two runs begin in one second. */
export async function makeNextFolder(cwd: string, name: string, now: Date): Promise<string> {
  const plain = name.replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 60);
  const base = join(cwd, runsFolderName, `${stamp(now)}-${plain === '' ? 'run' : plain}`);
  await makeParent(dirname(base));
  for (let attempt = 1; ; attempt++) {
    const folder = attempt === 1 ? base : `${base}-${attempt}`;
    try {
      await mkdir(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if (!isExisting(error)) throw error;
    }
  }
}
