/**
 * Scripts are JavaScript and the harness is TypeScript: what scripts need of it is bundled here.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleTests } from './lib/bundle.mjs';
import { filesBelow } from './lib/files.mjs';
import { root } from './lib/run.mjs';

/** @typedef {typeof import('../test/harness/index.js')} Harness */

/** Everything goes below .cache, from where Node finds our node_modules. */
const cache = join(root, '.cache');

/**
 * @returns {Promise<Harness>}
 */
export async function loadHarness() {
  return /** @type {Harness} */ (await import(pathToFileURL(await bundleHarness('index')).href));
}

/**
 * @param {string} name of a file of test/harness, without its ending
 * @returns {Promise<string>} path of the bundle, an ES module
 */
export async function bundleHarness(name) {
  const outfile = join(cache, 'harness-driver', `${name}.mjs`);
  await bundleTests({ entryPoints: [`test/harness/${name}.ts`], outfile, format: 'esm', packages: 'external' });
  return outfile;
}

/**
 * What runs in the extension host: the tests, each a bundle of its own beside the `index.cjs` that runs them, and what
 * is measured there.
 * @returns {Promise<{ tests: string, activationTime: string }>} paths of files that export `run`
 */
export async function bundleHostTests() {
  const outdir = join(cache, 'host-tests');
  // A test that was renamed must not run under its old name as well.
  rmSync(outdir, { recursive: true, force: true });
  const activationTime = 'measure/activation-time';
  const tests = filesBelow('test/host').filter((file) => file.endsWith('.test.ts'));
  await bundleTests({
    entryPoints: [...tests, 'test/host/index.ts', `test/host/${activationTime}.ts`],
    outdir,
    outbase: 'test/host',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
  return { tests: join(outdir, 'index.cjs'), activationTime: join(outdir, `${activationTime}.cjs`) };
}
