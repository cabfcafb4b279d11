/**
 * The same heap for memlab: written as V8 writes heap snapshots, and loaded by @memlab/heap-analysis, which finds shortest
 * paths, dominators and retained sizes in one go. Installed on demand under .cache, because nothing else needs it.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HeapGraph } from '../../../src/heap/graph.js';

const VERSION = '2.0.5';
const folder = join(import.meta.dirname, '..', '..', '.cache', `memlab-${VERSION}`);

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
    if (node.nodeIndex > 0) retained += node.retainedSize * (((node.nodeIndex - 1) % 97) + 1);
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

/** The graph below a node of its own, which is V8's root and number 0; others are one more than here. */
export function writeHeapSnapshot(graph: HeapGraph, path: string): void {
  const { nodeCount, edgeCount, firstEdge, target, shallow, roots } = graph;
  const meta = {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    node_types: [
      ['hidden', 'array', 'string', 'object', 'synthetic'],
      'string',
      'number',
      'number',
      'number',
      'number',
      'number',
    ],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [
      ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'],
      'string_or_number',
      'node',
    ],
    trace_function_info_fields: [],
    trace_node_fields: [],
    sample_fields: [],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
  const file = openSync(path, 'w');
  let waiting: string[] = [];
  const flush = () => {
    writeSync(file, waiting.join(''));
    waiting = [];
  };
  const put = (text: string) => {
    if (waiting.push(text) === 50_000) flush();
  };
  const head = { meta, node_count: nodeCount + 1, edge_count: edgeCount + roots.length, trace_function_count: 0 };
  put(`{"snapshot":${JSON.stringify(head)},\n"nodes":[4,0,1,0,${roots.length},0,0`);
  for (let node = 0; node < nodeCount; node++) {
    put(`\n,3,1,${2 * node + 3},${shallow[node]},${firstEdge[node + 1] - firstEdge[node]},0,0`);
  }
  put('],\n"edges":[');
  const place = (node: number) => (node + 1) * meta.node_fields.length;
  let separator = '';
  const edge = (to: number) => {
    put(`${separator}2,2,${place(to)}`);
    separator = '\n,';
  };
  for (const root of roots) edge(root);
  for (const to of target) edge(to);
  put(
    '],\n"trace_function_infos":[],"trace_tree":[],"samples":[],"locations":[],\n"strings":["(GC roots)","item","name"]}\n',
  );
  flush();
  closeSync(file);
}
