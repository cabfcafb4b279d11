/**
 * `npm run package [-- --target linux-x64] [--out FILE]`: the extension as a .vsix of at most 5 MB, minified, beside
 * package.json unless told otherwise; with the native recorder of a platform, or without --target with none, for all others.
 * Everything happens in a folder of its own, so that dist/ stays as it was built for tests.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCross, librariesOf } from './lib/cross.mjs';
import { withLock } from './lib/lock.mjs';
import { root, run } from './lib/run.mjs';
import { setUp } from './setup.mjs';

/** Needs Node 20; what comes after it needs 22. Not a dependency, because it brings 250 packages for one command. */
const VSCE = '3.9.2';
const LARGEST_BYTES = 5_000_000;

/** What goes into the package, or is needed to build it and read from where it lies. */
const copied = [
  'package.json',
  'package.nls.json',
  '.vscodeignore',
  'esbuild.mjs',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'media',
  'l10n',
];
const linked = ['src', 'webview-ui', 'schema', 'node_modules'];
const shim = join('python', 'tracehold');

const cache = join(root, '.cache');

/**
 * @param {string} out path of the .vsix
 * @param {string} [target] the platform that it is for, as VS Code names it
 * @returns {Promise<number>} its size in bytes
 * @throws {Error} when a step fails, with its output, and when the package is too large
 */
export async function makePackage(out, target) {
  mkdirSync(dirname(out), { recursive: true });
  const vsce = await ensureVsce();
  const built = target === undefined ? undefined : await buildCross(target);
  const stage = join(cache, 'package');
  await withLock(`${stage}.lock`, async () => {
    rmSync(stage, { recursive: true, force: true });
    for (const name of copied.filter((file) => existsSync(join(root, file)))) {
      cpSync(join(root, name), join(stage, name), { recursive: true });
    }
    cpSync(join(root, shim), join(stage, shim), { recursive: true, filter: isSource });
    if (target !== undefined && built !== undefined) {
      for (const name of librariesOf(target)) cpSync(join(built, name), join(stage, shim, name));
    }
    for (const name of linked) symlinkSync(join(root, name), join(stage, name), 'junction');
    const cwd = relative(root, stage);
    await mustRun([join(stage, 'esbuild.mjs'), '--minify'], cwd);
    // What only the build needed; vsce would look through all of it.
    for (const name of linked) rmSync(join(stage, name));
    const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
    if (target !== undefined) flags.push('--target', target);
    const said = await mustRun([vsce, 'package', ...flags, '--out', resolve(out)], cwd);
    // Such as of a file that should not be shipped, or of an activation event that nothing needs.
    if (/\bwarning\b/i.test(said)) throw new Error(`vsce warns:\n${said}`);
    rmSync(stage, { recursive: true, force: true });
  });
  const { size } = statSync(out);
  if (size > LARGEST_BYTES) throw new Error(`${out} has ${megabytes(size)}, and may have ${megabytes(LARGEST_BYTES)}`);
  return size;
}

/**
 * Whether a file of the shim belongs to every package. What `npm run build:native` has left there is for this machine.
 * @param {string} path
 */
function isSource(path) {
  return !path.endsWith('__pycache__') && !basename(path).startsWith('_tracehold_native.');
}

/** @returns {Promise<string>} path of vsce's program */
async function ensureVsce() {
  const folder = join(process.env['TRACEHOLD_HARNESS'] ?? join(cache, 'harness'), `vsce-${VSCE}`);
  const program = join(folder, 'node_modules', '@vscode', 'vsce', 'vsce');
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
    console.log(`Installing vsce ${VSCE} into ${folder}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder];
    const { code, output } = await run('npm', ['install', ...flags, `@vscode/vsce@${VSCE}`]);
    if (code !== 0) throw new Error(`vsce could not be installed:\n${output}`);
  });
  return program;
}

/**
 * @param {string[]} args of Node
 * @param {string} cwd below the repository
 * @returns {Promise<string>} what it printed
 */
async function mustRun(args, cwd) {
  const { code, output } = await run(process.execPath, args, { cwd });
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

/**
 * @param {string} name of an option that has a value
 * @returns {string | undefined}
 */
function optionOf(name) {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : (process.argv[at + 1] ?? '');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setUp();
  const { name, version } = /** @type {{ name: string, version: string }} */ (
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  );
  const target = optionOf('--target');
  // As vsce itself names them.
  const usual = join(root, `${name}-${target === undefined ? '' : `${target}-`}${version}.vsix`);
  const out = resolve(optionOf('--out') ?? usual);
  try {
    console.log(`${out}: ${megabytes(await makePackage(out, target))}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
