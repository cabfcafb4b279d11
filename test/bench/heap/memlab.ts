/**
 * The same heap for memlab: our export of it, loaded by @memlab/heap-analysis, which finds shortest paths, dominators and
 * retained sizes in one go. Installed on demand under .cache, because nothing else needs it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '2.0.5';
const folder = join(import.meta.dirname, '..', '..', '..', '.cache', `memlab-${VERSION}`);

/** What a process measured of itself. */
interface MemlabResult {
  readonly cpuMs: number;
  readonly clockMs: number;
  readonly peakMb: number;
}

/** @throws Error with npm's words when it cannot be had */
export function ensureMemlab(): void {
  if (existsSync(join(folder, 'node_modules', '@memlab', 'heap-analysis', 'package.json'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "commonjs" }\n');
  // Scripts would download a browser.
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `@memlab/heap-analysis@${VERSION}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`@memlab/heap-analysis could not be installed: ${stderr}`);
}

const program = `
const { getFullHeapFromFile } = require('@memlab/heap-analysis');
const [, , file, result, sizes] = process.argv;
const before = process.cpuUsage();
const begin = performance.now();
getFullHeapFromFile(file).then((heap) => {
  const clockMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const retained = new Float64Array(heap.nodes.length);
  heap.nodes.forEach((node) => { retained[node.nodeIndex] = node.retainedSize; });
  const { writeFileSync } = require('node:fs');
  writeFileSync(sizes, retained);
  writeFileSync(result, JSON.stringify({ cpuMs: (user + system) / 1000, clockMs, peakMb }));
});
`;

/** Root and `(GC roots)`, which our export has before the objects. */
const SYNTHETIC = 2;

/**
 * What memlab makes of a snapshot that we exported. The retained sizes are those of our objects, in their order.
 *
 * @throws Error with its words when it fails
 */
export function runMemlab(
  snapshot: string,
  scratch: string,
): { readonly measured: MemlabResult; readonly retainedBytes: Float64Array } {
  const [script, result, sizes] = ['measure.cjs', 'result.json', 'sizes'].map((name) => join(scratch, name));
  writeFileSync(script, program);
  const args = ['--max-old-space-size=6000', script, snapshot, result, sizes];
  const { status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: join(folder, 'node_modules') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`memlab ended with ${status}: ${stderr}`);
  const { buffer, byteOffset, byteLength } = Uint8Array.from(readFileSync(sizes));
  return {
    measured: JSON.parse(readFileSync(result, 'utf8')) as MemlabResult,
    retainedBytes: new Float64Array(buffer, byteOffset, byteLength / 8).subarray(SYNTHETIC),
  };
}

/** Two heaps with the same number agree on every retained size, as far as a sum can tell. */
export function checksum(retainedBytes: Float64Array): number {
  return retainedBytes.reduce((sum, bytes, node) => sum + bytes * ((node % 97) + 1), 0);
}
