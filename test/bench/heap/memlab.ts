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
export interface MemlabResult {
  readonly cpuMs: number;
  readonly clockMs: number;
  readonly peakMb: number;
  /** As `checksum` has it. */
  readonly retained: number;
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
const before = process.cpuUsage();
const begin = performance.now();
getFullHeapFromFile(process.argv[2]).then((heap) => {
  const clockMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  let retained = 0;
  heap.nodes.forEach((node) => {
    if (node.nodeIndex > 1) retained += node.retainedSize * (((node.nodeIndex - 2) % 97) + 1);
  });
  require('node:fs').writeFileSync(process.argv[3], JSON.stringify({ cpuMs: (user + system) / 1000, clockMs, peakMb, retained }));
});
`;

/** Two heaps with the same number agree on every retained size, as far as a sum can tell. */
export function checksum(retainedBytes: Float64Array): number {
  return retainedBytes.reduce((sum, bytes, node) => sum + bytes * ((node % 97) + 1), 0);
}

/** @throws Error with its words when it fails */
export function runMemlab(snapshot: string): MemlabResult {
  const script = join(folder, 'measure.cjs');
  const result = join(folder, 'result.json');
  writeFileSync(script, program);
  const { status, stderr } = spawnSync(process.execPath, ['--max-old-space-size=6000', script, snapshot, result], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`memlab ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(result, 'utf8')) as MemlabResult;
}
