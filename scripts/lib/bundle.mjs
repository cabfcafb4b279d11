import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/**
 * Bundles TypeScript of the tests, which scripts cannot import, for the Node of this machine.
 * @param {import('esbuild').BuildOptions} options entries, where the bundles go, their format and what they leave out
 */
export async function bundleTests(options) {
  // Only now is it sure to be installed.
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.15',
    sourcemap: 'inline',
    plugins: [ownAddress],
    ...options,
  });
}

/** Code that looks for its neighbours must find those of its source, not of the bundle.
 * @type {import('esbuild').Plugin}
 */
const ownAddress = {
  name: 'own-address',
  setup: (bundle) =>
    bundle.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    })),
};
