/**
 * `npm run bench -- NAME [args]` bundles test/bench/NAME.ts and runs it, with the collector at hand for memory figures.
 */
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { bundleTests } from './lib/bundle.mjs';
import { filesBelow } from './lib/files.mjs';
import { root } from './lib/run.mjs';
import { setUp } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
const names = filesBelow('test/bench')
  .filter((file) => /^test\/bench\/[^/]+\.ts$/.test(file))
  .map((file) => basename(file, '.ts'));
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [args]; there are: ${names.join(', ')}`);
  process.exit(2);
}

await setUp();
const outfile = join(root, '.cache', 'bench', `${name}.mjs`);
await bundleTests({ entryPoints: [`test/bench/${name}.ts`], outfile, format: 'esm', packages: 'external' });
const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', outfile, ...args], { stdio: 'inherit' });
child.on('close', (code) => process.exit(code ?? 1));
