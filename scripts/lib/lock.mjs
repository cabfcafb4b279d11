import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `action` while holding a lock that other processes respect.
 * @param {string} folder the lock: who holds it has renamed a folder of its own to this name
 * @param {() => Promise<void>} action
 */
export async function withLock(folder, action) {
  while (!(await take(folder))) await sleep(200);
  try {
    await action();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The holder's pid is in the folder before it gets its name, so that a lock without a holder cannot exist.
 * @param {string} folder
 * @returns {Promise<boolean>} false while somebody else holds it
 */
async function take(folder) {
  const own = `${folder}-${randomUUID()}`;
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'pid'), String(process.pid));
  try {
    // Fails when the name is taken: the folder there is not empty.
    await rename(own, folder);
    return true;
  } catch {
    await rm(own, { recursive: true, force: true });
    if (await isAbandoned(folder)) await rm(folder, { recursive: true, force: true });
    return false;
  }
}

/**
 * A holder that was killed leaves its lock behind.
 * @param {string} folder
 */
async function isAbandoned(folder) {
  try {
    process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
