import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './run.mjs';

/**
 * Files below a folder of the repository, as paths from its root with forward slashes.
 * @param {string} folder
 * @returns {string[]} nothing when the folder does not exist
 */
export function filesBelow(folder) {
  const start = join(root, folder);
  if (statSync(start, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

/**
 * @param {string[]} files
 * @returns {number} the time of the newest, in milliseconds; 0 for none
 */
export function newest(files) {
  const times = files.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return times.reduce((latest, time) => Math.max(latest, time), 0);
}
