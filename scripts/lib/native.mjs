/** What it takes to compile the native recorder: a C compiler, and for each CPython its headers. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/** @typedef {import('./pythons.mjs').Python} Python */

const source = join(root, 'python', 'native');
const compiler = process.env['CC'] ?? 'cc';
export const strict = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-fno-semantic-interposition'];
const optimised = ['-O2', '-flto'];
const sanitizers = ['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'];

const question = [
  'import sysconfig',
  'print(*map(sysconfig.get_path, ("include", "platinclude")), sysconfig.get_config_var("EXT_SUFFIX"), sep="\\n")',
].join('\n');

/** @returns {Promise<string | undefined>} why nothing can be compiled here, if so */
export async function withoutCompiler() {
  if (process.platform === 'win32') return 'the native recorder is not built on Windows yet';
  const { code } = await run(compiler, ['--version']);
  return code === 0 ? undefined : `no C compiler (${compiler})`;
}

/**
 * What an interpreter needs in its environment to load a library that was built with the sanitizers. Reports go to files
 * beside `report`, also those of processes whose output nobody looks at.
 * @param {string} report
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function sanitizedEnvironment(report) {
  const { output } = await run(compiler, ['-print-file-name=libasan.so']);
  return {
    LD_PRELOAD: output.trim(),
    // Without memory, malloc says so instead of ending the process: as without sanitizers.
    ASAN_OPTIONS: `detect_leaks=0:allocator_may_return_null=1:log_path=${report}`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${report}`,
    // So that each block of the interpreter is one of the sanitizer's.
    PYTHONMALLOC: 'malloc',
  };
}

/** @returns {string[]} paths of the C files */
export function sources() {
  return readdirSync(source)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(source, name));
}

/** @returns {string} names these very sources */
export function sourcesHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(source).toSorted()) hash.update(name).update(readFileSync(join(source, name)));
  return hash.digest('hex').slice(0, 12);
}

/** @returns {string} a folder for libraries of these very sources, which tests have to themselves */
export function nativeFolder() {
  return join(root, '.cache', 'native', sourcesHash());
}

/**
 * @param {Python} python
 * @returns {Promise<{ folder: string, suffix: string, flags: string[] } | { missing: string }>} `folder` has Python.h
 */
export async function headersOf(python) {
  const { output } = await run(python.path, ['-I', '-c', question]);
  const [include = '', platform = '', suffix = ''] = output.trim().split('\n');
  if (!existsSync(join(include, 'Python.h'))) return { missing: `no headers of Python ${python.version}` };
  // The interpreter's own headers are not held to our warnings.
  const flags = [include, platform, join(include, 'internal')].flatMap((folder) => ['-isystem', folder]);
  return { folder: include, suffix, flags };
}

/**
 * Compiles for one CPython without keeping anything.
 * @param {Python} python
 * @returns {Promise<import('./run.mjs').RunResult | { missing: string }>}
 */
export async function checkNative(python) {
  const headers = await headersOf(python);
  if ('missing' in headers) return headers;
  return run(compiler, [...strict, '-fsyntax-only', ...headers.flags, ...sources()]);
}

/**
 * @param {Python} python
 * @param {string} folder that gets the library
 * @param {{ sanitize?: boolean }} [options]
 * @returns {Promise<{ library: string } | { missing: string } | { failure: string }>}
 */
export async function buildNative(python, folder, { sanitize = false } = {}) {
  const headers = await headersOf(python);
  if ('missing' in headers) return headers;
  mkdirSync(folder, { recursive: true });
  const library = join(folder, `_tracehold_native${headers.suffix}`);
  const args = [...strict, ...(sanitize ? sanitizers : optimised), ...headers.flags];
  args.push('-shared', '-fPIC', ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []));
  const { code, output } = await run(compiler, [...args, ...sources(), '-o', library]);
  return code === 0 ? { library } : { failure: output };
}
