import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const outdir = join(root, '.cache', 'worker-test');

/** Bundles the worker as the build does, for tests that must not depend on the build. Returns the script. */
export async function bundleWorker(): Promise<string> {
  const outfile = await bundle('worker');
  copyFileSync(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'), join(outdir, 'sql-wasm.wasm'));
  return outfile;
}

/** The same for the thread that holds a heap snapshot. */
export function bundleHeapWorker(): Promise<string> {
  return bundle('heap-worker');
}

/** The same for the thread that starts programs. */
export function bundleStarter(): Promise<string> {
  return bundle('starter');
}

async function bundle(name: string): Promise<string> {
  const outfile = join(outdir, `${name}.cjs`);
  await build({
    entryPoints: [join(root, `src/worker/${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // In parts, because benchmarks replace the whole of it wherever it occurs in a source.
    define: { [['import', 'meta', 'url'].join('.')]: '__bundleUrl' },
    banner: { js: "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return outfile;
}
