/**
 * `npm run bench -- NAME [args]` bundles test/bench/NAME.ts and runs it, with the collector at hand for memory figures.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesBelow } from './lib/files.mjs';
import { root } from './lib/run.mjs';
import { setUp } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
const names = filesBelow('test/bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [args]; there are: ${names.join(', ')}`);
  process.exit(2);
}

await setUp();
// Only now is it sure to be installed.
const { build } = await import('esbuild');
const outfile = join(root, '.cache', 'bench', `${name}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [`test/bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.15',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
  plugins: [
    {
      // Code that looks for its neighbours must find those of its source, not of the bundle.
      name: 'own-url',
      setup: (bundle) =>
        bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
          contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
          loader: 'ts',
        })),
    },
  ],
});
const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', outfile, ...args], { stdio: 'inherit' });
child.on('close', (code) => process.exit(code ?? 1));
