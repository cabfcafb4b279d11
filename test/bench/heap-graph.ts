/**
 * `npm run bench -- heap-graph [ROUNDS]`: from the columns of a heap snapshot to retained sizes, 3 million objects with 10
 * million references, numbered as they were allocated and at random. Each round has a process of its own; times are the
 * best of the rounds, in milliseconds of the processor, those of the collector's threads included.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { dominatorTree } from '../../src/heap/dominators.js';
import { freedBy } from '../../src/heap/cut.js';
import { checkGraph } from '../../src/heap/graph.js';
import { reach } from '../../src/heap/reach.js';
import { resolveEdges } from '../../src/heap/resolve-edges.js';
import { reverseEdges } from '../../src/heap/reverse.js';
import { typeTotals } from '../../src/heap/type-totals.js';
import { TYPES, synthesize } from './heap/synthetic.js';
import type { SyntheticHeap } from './heap/synthetic.js';

const folder = join(import.meta.dirname, '..', '..', '.cache', 'bench', 'heap');
const orders = ['allocation', 'shuffled'] as const;
type Order = (typeof orders)[number];

const columns = ['nodes', 'firstEdge', 'target', 'label', 'shallow', 'type', 'refcount', 'roots'] as const;

function save(order: Order): void {
  const heap = synthesize(order);
  mkdirSync(folder, { recursive: true });
  for (const column of columns) writeFileSync(join(folder, `${order}-${column}`), heap[column]);
}

function load(order: Order): SyntheticHeap {
  const bytes = (column: string) => readFileSync(join(folder, `${order}-${column}`));
  const narrow = (column: string) => {
    const { buffer, byteOffset, byteLength } = bytes(column);
    return new Uint32Array(buffer, byteOffset, byteLength / 4);
  };
  const wide = (column: string) => {
    const { buffer, byteOffset, byteLength } = bytes(column);
    return new BigUint64Array(buffer, byteOffset, byteLength / 8);
  };
  return {
    nodes: wide('nodes'),
    firstEdge: narrow('firstEdge'),
    target: wide('target'),
    label: narrow('label'),
    shallow: narrow('shallow'),
    type: narrow('type'),
    refcount: narrow('refcount'),
    roots: narrow('roots'),
  };
}

interface Measured {
  readonly times: Record<string, number>;
  /** Until retained sizes and totals by type are known. */
  readonly peakMb: number;
  /** Of the heap's first answers, so that a fast wrong one is seen. */
  readonly answers: string;
}

function measure(order: Order): Measured {
  const times: Record<string, number> = {};
  const timed = <T>(what: string, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    times[what] = milliseconds(process.cpuUsage(before));
    return result;
  };
  const before = process.cpuUsage();
  const begin = performance.now();
  const graph = toGraph(timed);
  function toGraph(stopwatch: typeof timed) {
    const heap = stopwatch('read', () => load(order));
    const edges = stopwatch('resolve', () => resolveEdges(heap));
    const { nodes, shallow, type, refcount, roots } = heap;
    return { ...edges, nodeCount: nodes.length, shallow: Float64Array.from(shallow), type, refcount, roots };
  }
  timed('check', () => checkGraph(graph));
  const found = timed('paths', () => reach(graph, 0));
  const tree = timed('dominators', () => dominatorTree(graph, 0));
  const totals = timed('types', () => typeTotals(graph, TYPES, tree));
  times['whole'] = milliseconds(process.cpuUsage(before));
  times['whole by the clock'] = performance.now() - begin;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  timed('reverse', () => reverseEdges(graph, 0));
  timed('cut', () => freedBy(graph, 0, [1]));
  const largest = tree.retainedBytes.reduce(
    (most, bytes, node) => (node === graph.roots[0] ? most : Math.max(most, bytes)),
    0,
  );
  const answers = `${found.count} reached, ${largest} bytes retained by the largest, ${totals.retainedBytes[0]} by type 0`;
  return { times, peakMb, answers };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** This program again, for one order, in a process of its own. */
function run(task: 'save' | 'measure', order: Order): string {
  const { stdout, status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1], task, order], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${task} ${order} ended with ${status}`);
  return stdout;
}

function load1(): string {
  return loadavg()[0].toFixed(1);
}

function compare(rounds: number): void {
  console.log(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, best of ${rounds}, load ${load1()}`,
  );
  for (const order of orders) run('save', order);
  const results = new Map<Order, Measured[]>(orders.map((order) => [order, []]));
  for (let round = 0; round < rounds; round++) {
    for (const order of orders) results.get(order)?.push(JSON.parse(run('measure', order)) as Measured);
  }
  for (const [order, all] of results) {
    const steps = Object.keys(all[0].times).map((step) => {
      const best = Math.min(...all.map(({ times }) => times[step]));
      return `${step} ${best.toFixed(0)}`;
    });
    const peak = Math.max(...all.map(({ peakMb }) => peakMb)).toFixed(0);
    console.log(`${order}: ${steps.join(', ')}; peak RSS ${peak} MB`);
    console.log(`  ${[...new Set(all.map(({ answers }) => answers))].join(' | ')}`);
  }
  console.log(`load ${load1()} at the end`);
  rmSync(folder, { recursive: true, force: true });
}

const [, , first = '3', second] = process.argv;
if (first === 'save') save(second as Order);
else if (first === 'measure') console.log(JSON.stringify(measure(second as Order)));
else compare(Number(first));
