/**
 * The native recorder for other platforms, and for older systems than this one: compiled by the clang of `ziglang` (PyPI),
 * which brings the C libraries of all of them, against the headers of the CPythons of this machine and pyconfig.cross.h.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureVenv } from '../venvs.mjs';
import { faultOf } from './library-file.mjs';
import { withLock } from './lock.mjs';
import { headersOf, sources, sourcesHash, strict } from './native.mjs';
import { findPythons } from './pythons.mjs';
import { root, run } from './run.mjs';

/** @typedef {import('./pythons.mjs').Python} Python */

const ZIG = 'ziglang==0.15.2';

/** The CPython minors that have a native recorder. Each needs a library of its own. */
const nativeMinors = [8, 9, 10, 11, 12, 13];

/**
 * @typedef {object} Target
 * @property {string} triple for zig, with the oldest system that the library runs on
 * @property {string} suffix what CPython there has its extension modules end with; `*` stands for its version
 * @property {string[]} flags of the compiler; `*` stands for the name of the library
 */

/** zig's linker for macOS has no -flto, and would name the library by its path here. */
const darwin = ['-undefined', 'dynamic_lookup', '-Wl,-install_name,@rpath/*'];

/**
 * By the names that VS Code has for its platforms. Linux: glibc 2.17, as manylinux2014 (PEP 599). On Linux and macOS what
 * CPython offers is found when the library is loaded.
 * @type {Readonly<Record<string, Target>>}
 */
export const targets = {
  'linux-x64': {
    triple: 'x86_64-linux-gnu.2.17',
    suffix: '.cpython-*-x86_64-linux-gnu.so',
    flags: ['-flto'],
  },
  'linux-arm64': {
    triple: 'aarch64-linux-gnu.2.17',
    suffix: '.cpython-*-aarch64-linux-gnu.so',
    flags: ['-flto'],
  },
  'darwin-x64': { triple: 'x86_64-macos.10.15', suffix: '.cpython-*-darwin.so', flags: darwin },
  'darwin-arm64': { triple: 'aarch64-macos.11.0', suffix: '.cpython-*-darwin.so', flags: darwin },
};

/** `strict` has something for ELF only. */
const unused = ['-Wno-unused-command-line-argument'];

const cache = join(root, '.cache', 'native');

/**
 * @param {string} target
 * @returns {string[]} the names of a platform's libraries, oldest version of CPython first
 */
export function librariesOf(target) {
  const { suffix } = targetNamed(target);
  return nativeMinors.map((minor) => libraryName(suffix, minor));
}

/**
 * @param {string} suffix
 * @param {number} minor
 */
function libraryName(suffix, minor) {
  return `_tracehold_native${suffix.replace('*', `3${minor}`)}`;
}

/**
 * Builds the libraries of all versions for a platform, unless they were built from these very sources before.
 * @param {string} target of `targets`
 * @returns {Promise<string>} the folder that has them and nothing else that is a library
 * @throws {Error} when one cannot be built, with the compiler's output
 */
export async function buildCross(target) {
  const { triple, suffix, flags } = targetNamed(target);
  const pythons = await pythonsWithHeaders();
  const key = createHash('sha256')
    .update(JSON.stringify([ZIG, triple, suffix, flags, sourcesHash(), pythons]))
    .update(readFileSync(import.meta.filename))
    .digest('hex');
  const folder = join(cache, 'cross', target);
  // Written last: without it a build did not finish.
  const finished = join(folder, 'built-from.txt');
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, 'cross.lock'), async () => {
    if (existsSync(finished) && readFileSync(finished, 'utf8') === key) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const zig = await zigCommand(pythons);
    for (const python of pythons) {
      const name = libraryName(suffix, python.minor);
      const headers = ['', 'internal'].flatMap((part) => ['-isystem', join(headersFor(python), part)]);
      const own = flags.map((flag) => flag.replace('*', name));
      const made = ['-shared', '-fPIC', '-O2', '-s', ...own, ...sources(), '-o', join(folder, name)];
      await mustRun(zig, ['cc', '-target', triple, ...strict, ...unused, ...headers, ...made]);
      const fault = faultOf(readFileSync(join(folder, name)), target, root);
      if (fault !== undefined) throw new Error(`${name} cannot be shipped: ${fault}`);
    }
    writeFileSync(finished, key);
  });
  return folder;
}

/** @returns {Promise<string | undefined>} why nothing can be built here, if so */
export async function withoutCross() {
  try {
    await zigCommand(await pythonsWithHeaders());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {string} name */
function targetNamed(name) {
  const target = targets[name];
  if (target === undefined) throw new Error(`no platform ${name}; there are ${Object.keys(targets).join(', ')}`);
  return target;
}

/**
 * @returns {Promise<{ minor: number, version: string, path: string, folder: string }[]>} a CPython for each minor
 * @throws {Error} when one is missing: a package without its library would be a slower one, and nobody would notice
 */
async function pythonsWithHeaders() {
  const found = await findPythons();
  return Promise.all(
    nativeMinors.map(async (minor) => {
      const python = found.find((one) => one.minor === minor);
      if (python === undefined) throw new Error(`Python 3.${minor} is not on this machine, and its headers are needed`);
      const headers = await headersOf(python);
      if ('missing' in headers) throw new Error(headers.missing);
      return { ...python, folder: headers.folder };
    }),
  );
}

/**
 * The headers with our pyconfig.h. Python.h includes the one that lies beside it, so there must be copies.
 * @param {{ version: string, folder: string }} python
 * @returns {string} a folder
 */
function headersFor({ version, folder }) {
  const copy = join(cache, `headers-${version}`);
  if (!existsSync(join(copy, 'Python.h'))) cpSync(folder, copy, { recursive: true, dereference: true });
  cpSync(join(root, 'python', 'native', 'pyconfig.cross.h'), join(copy, 'pyconfig.h'));
  return copy;
}

/**
 * @param {Python[]} pythons
 * @returns {Promise<string[]>} how zig is started
 */
async function zigCommand(pythons) {
  const newest = pythons.at(-1);
  if (newest === undefined) throw new Error('no Python to install zig with');
  return [await ensureVenv(newest.path, [ZIG]), '-m', 'ziglang'];
}

/**
 * @param {string[]} command
 * @param {string[]} args
 */
async function mustRun([program = '', ...first], args) {
  const zig = join(cache, 'zig');
  const env = { ZIG_GLOBAL_CACHE_DIR: zig, ZIG_LOCAL_CACHE_DIR: zig };
  const { code, output } = await run(program, [...first, ...args], { env });
  if (code !== 0) throw new Error(`zig ${args.join(' ')} ended with ${code}:\n${output}`);
}
