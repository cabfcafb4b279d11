import { mkdir, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isExisting, makeParent } from '../../run/folder.js';
import { CliError } from '../fault.js';

/** Makes the run folder named by --out, unless an empty one is there. */
export async function makeGivenFolder(
  cwd: string,
  out: string,
): Promise<{ readonly folder: string; readonly isMade: boolean }> {
  const folder = resolve(cwd, out);
  await makeParent(dirname(folder));
  let isMade = true;
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (!isExisting(error)) throw error;
    isMade = false;
    const names = await readdir(folder).catch(() => null);
    if (names === null)
      throw new CliError('io', `${folder} is there and is no folder`, { todo: 'Choose another --out' });
    if (names.length > 0) {
      throw new CliError('io', `${folder} is there and is not empty`, {
        kept: 'Nothing in it was changed',
        todo: 'Choose another --out',
      });
    }
  }
  return { folder, isMade };
}
