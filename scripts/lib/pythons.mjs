import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** The CPython minors that the recorder supports. */
export const supportedMinors = [8, 9, 10, 11, 12, 13, 14];

/**
 * @typedef {object} Python
 * @property {string} path of the executable as the interpreter itself names it
 * @property {string} version `3.12.1`
 * @property {number} minor
 */

/** @returns {string[]} interpreters kept by pyenv */
function pyenvCandidates() {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  try {
    return readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3'));
  } catch {
    return [];
  }
}

/** @returns {string[]} */
function pathCandidates() {
  const names = [...supportedMinors.map((minor) => `python3.${minor}`), 'python3', 'python'];
  // Every directory, not only the first hit: what is found first may be a pyenv shim that refuses to run.
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

const question = [
  'import sys, platform',
  'print(platform.python_implementation(), *sys.version_info[:3], sys.executable, sep="\\t")',
].join('\n');

/**
 * Asks an interpreter what it is, and does not take its file name's word for it.
 * @param {string} path
 * @returns {Promise<Python | undefined>} nothing for what does not run, is not CPython or is too old or new
 */
export async function pythonAt(path) {
  const { code, output } = await run(path, ['-I', '-c', question]);
  const [implementation, major, minor, micro, executable] = output.trim().split('\t');
  if (code !== 0 || implementation !== 'CPython' || major !== '3' || executable === undefined) return undefined;
  const python = { path: executable, version: `3.${minor}.${micro}`, minor: Number(minor) };
  return supportedMinors.includes(python.minor) ? python : undefined;
}

/**
 * One interpreter for every supported minor version that this machine has, oldest first. pyenv's come first because
 * Debian's own lack venv.
 * @returns {Promise<Python[]>}
 */
export async function findPythons() {
  /** @type {Map<number, Python>} */
  const byMinor = new Map();
  for (const path of new Set([...pyenvCandidates(), ...pathCandidates()])) {
    const named = /python3\.(\d+)$/.exec(path)?.[1];
    if (!existsSync(path) || (named !== undefined && byMinor.has(Number(named)))) continue;
    const python = await pythonAt(path);
    if (python !== undefined && !byMinor.has(python.minor)) byMinor.set(python.minor, python);
  }
  return [...byMinor.values()].toSorted((a, b) => a.minor - b.minor);
}
