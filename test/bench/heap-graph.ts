/**
 * `npm run bench -- heap-graph [ROUNDS [memlab]]`: from the columns of a heap snapshot to retained sizes, 3 million objects with 10
 * million references, numbered as they were allocated and at random. Each round has a process of its own; times are the
 * best of the rounds, in milliseconds of the processor, those of the collector's threads included. With `memlab`, that
 * one takes its turn in each round, on the same graph as a .heapsnapshot.
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
import { checksum, ensureMemlab, runMemlab, writeHeapSnapshot } from './heap/memlab.js';
import type { MemlabResult } from './heap/memlab.js';
import type { HeapGraph } from '../../src/heap/graph.js';

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
  /** Of retained sizes, to compare. */
  readonly retained: number;
}

function measure(order: Order): Measured {
  const times: Record<string, number> = {};
  const timed: Stopwatch = (what, work) => {
    const before = process.cpuUsage();
    const result = work();
    times[what] = milliseconds(process.cpuUsage(before));
    return result;
  };
  const before = process.cpuUsage();
  const begin = performance.now();
  const graph = toGraph(order, timed);
  timed('check', () => checkGraph(graph));
  timed('paths', () => reach(graph, 0));
  const tree = timed('dominators', () => dominatorTree(graph, 0));
  timed('types', () => typeTotals(graph, TYPES, tree));
  times['whole'] = milliseconds(process.cpuUsage(before));
  times['whole by the clock'] = performance.now() - begin;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  timed('reverse', () => reverseEdges(graph, 0));
  timed('cut', () => freedBy(graph, 0, [1]));
  return { times, peakMb, retained: checksum(tree.retainedBytes) };
}

type Stopwatch = <T>(what: string, work: () => T) => T;

function toGraph(order: Order, timed: Stopwatch): HeapGraph {
  const heap = timed('read', () => load(order));
  const edges = timed('resolve', () => resolveEdges(heap));
  const { nodes, shallow, type, refcount, roots } = heap;
  return { ...edges, nodeCount: nodes.length, shallow: new Float64Array(shallow), type, refcount, roots };
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** This program again, for one order, in a process of its own. */
function run(task: 'save' | 'write' | 'measure', order: Order): string {
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

const snapshotOf = (order: Order) => join(folder, `${order}.heapsnapshot`);

function compare(rounds: number, isWithMemlab: boolean): void {
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}`;
  console.log(`Node ${process.version}, ${machine}, best of ${rounds}, load ${load1()}`);
  if (isWithMemlab) ensureMemlab();
  for (const order of orders) {
    run('save', order);
    if (isWithMemlab) run('write', order);
  }
  for (const order of orders) {
    const ours: Measured[] = [];
    const theirs: MemlabResult[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(JSON.parse(run('measure', order)) as Measured);
      if (isWithMemlab) theirs.push(runMemlab(snapshotOf(order)));
    }
    const steps = Object.keys(ours[0].times).map((step) => `${step} ${best(ours.map(({ times }) => times[step]))}`);
    console.log(`${order}: ${steps.join(', ')}; peak RSS ${best(ours.map(({ peakMb }) => peakMb))} MB`);
    if (theirs.length > 0) tellMemlab(ours, theirs);
  }
  console.log(`load ${load1()} at the end`);
  rmSync(folder, { recursive: true, force: true });
}

function tellMemlab(ours: readonly Measured[], theirs: readonly MemlabResult[]): void {
  const [cpu, clock] = [theirs.map(({ cpuMs }) => cpuMs), theirs.map(({ clockMs }) => clockMs)];
  const ratio = Math.min(...cpu) / Math.min(...ours.map(({ times }) => times['whole']));
  const same = theirs.every(({ retained }) => retained === ours[0].retained) ? 'the same' : 'OTHER';
  const peak = best(theirs.map(({ peakMb }) => peakMb));
  console.log(
    `  memlab: whole ${best(cpu)}, by the clock ${best(clock)}; peak RSS ${peak} MB; ${same} retained sizes; ${ratio.toFixed(1)} times`,
  );
}

function best(all: readonly number[]): string {
  return Math.min(...all).toFixed(0);
}

const [, , first = '3', second] = process.argv;
if (first === 'save') save(second as Order);
else if (first === 'measure') console.log(JSON.stringify(measure(second as Order)));
else if (first === 'write')
  writeHeapSnapshot(
    toGraph(second as Order, (_, work) => work()),
    snapshotOf(second as Order),
  );
else compare(Number(first), second === 'memlab');
