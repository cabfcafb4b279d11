/**
 * Bundles the layers that run on their own: host (in the editor), worker, cli and the webviews.
 *
 * `node esbuild.mjs [--watch] [--minify]`
 */
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes('--watch');
const require = createRequire(import.meta.url);

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  minify: process.argv.includes('--minify'),
  legalComments: 'linked',
  logLevel: 'warning',
};

// CommonJS has no import.meta.url, and the sources use it to find what lies beside them.
const bundleUrl = "const __bundleUrl = require('node:url').pathToFileURL(__filename).href;";

/**
 * Digest of what finds out about heap snapshots: results that are kept beside a recording are believed by builds with the same
 * one only (src/store/heap/kept.ts). With --watch it stays as it was at the start.
 */
async function analysisDigest() {
  const hash = createHash('sha256');
  for (const folder of ['src/heap', 'src/format']) {
    for (const name of (await readdir(join(root, folder))).toSorted()) {
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) hash.update(await readFile(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  // VS Code 1.95, the oldest editor we support, runs extensions on Node 20.18.
  target: 'node20.15',
  format: 'cjs',
  define: {
    'import.meta.url': '__bundleUrl',
    TRACEHOLD_ANALYSIS: JSON.stringify(await analysisDigest()),
  },
  banner: { js: bundleUrl },
  // msgpackr's other entry looks for a native addon at run time, which would be found here and not where we are installed.
  alias: { msgpackr: join(root, 'node_modules/msgpackr/index.js') },
};

/** @type {import('esbuild').BuildOptions} */
const page = {
  ...common,
  platform: 'browser',
  // Style sheets that it imports become a file of the same name beside it.
  format: 'esm',
  // Chromium 128, which VS Code 1.95 is built on.
  target: 'chrome128',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** @type {(import('esbuild').BuildOptions & { entryPoints: [string] })[]} */
const targets = [
  { ...node, entryPoints: ['src/host/extension.ts'], outfile: 'dist/host.cjs', external: ['vscode'] },
  { ...node, entryPoints: ['src/worker/worker.ts'], outfile: 'dist/worker.cjs' },
  { ...node, entryPoints: ['src/worker/heap-worker.ts'], outfile: 'dist/heap-worker.cjs' },
  { ...node, entryPoints: ['src/worker/starter.ts'], outfile: 'dist/starter.cjs' },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: `#!/usr/bin/env node\n${bundleUrl}` },
  },
  { ...page, entryPoints: ['webview-ui/main.ts'], outfile: 'dist/webview/main.js' },
  { ...page, entryPoints: ['webview-ui/memory/main.ts'], outfile: 'dist/webview/memory.js' },
];

// A layer whose entry is not written yet is left out, and said to be.
const present = targets.filter(({ entryPoints: [entry] }) => {
  if (existsSync(join(root, entry))) return true;
  console.log(`esbuild: ${entry} does not exist yet, left out`);
  return false;
});

await mkdir(join(root, 'dist'), { recursive: true });
await copyFile(require.resolve('sql.js/dist/sql-wasm.wasm'), join(root, 'dist/sql-wasm.wasm'));
if (watch) {
  for (const target of present) await (await context(target)).watch();
} else {
  await Promise.all(present.map((target) => build(target)));
  if (existsSync(join(root, 'dist/cli.js'))) await chmod(join(root, 'dist/cli.js'), 0o755);
}

// The package is ESM; cli.js keeps its plain name and is CommonJS because sql.js looks for __dirname. Written last:
// scripts/setup.mjs takes this file's age for the age of the build.
await writeFile(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
