/**
 * `npm run bench -- heap-graph [ROUNDS [memlab]]`: from a snapshot file to retained sizes, of 3 million objects with 10 million
 * references that stand in the file as they were allocated, and in random order. Each round has a process of its own;
 * times are the best of the rounds, in milliseconds of the processor, those of the collector's threads included. With
 * `memlab`, that one takes its turn in each round, on the same graph as our export of it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { FileSink } from '../../src/export/file-sink.js';
import { writeHeapSnapshot } from '../../src/export/heapsnapshot.js';
import { freedBy } from '../../src/heap/cut.js';
import { dominatorTree } from '../../src/heap/dominators.js';
import { openSnapshot } from '../../src/heap/open-snapshot.js';
import { reverseEdges } from '../../src/heap/reverse.js';
import { typeTotals } from '../../src/heap/type-totals.js';
import { checksum, ensureMemlab, runMemlab } from './heap/memlab.js';
import { NAMES, TYPES, synthesize } from './heap/synthetic.js';
import { writeThheap } from './heap/thheap.js';

const folder = join(import.meta.dirname, '..', '..', '.cache', 'bench', 'heap');
const orders = ['allocation', 'shuffled'] as const;
type Order = (typeof orders)[number];

const fileOf = (order: Order) => join(folder, `${order}.thheap`);
const exportOf = (order: Order) => join(folder, `${order}.heapsnapshot`);

function save(order: Order): void {
  mkdirSync(folder, { recursive: true });
  writeThheap(synthesize(order), TYPES, NAMES, fileOf(order));
}

async function exportForMemlab(order: Order): Promise<void> {
  const sink = new FileSink(exportOf(order));
  await writeHeapSnapshot(await openSnapshot(fileOf(order)), sink);
  sink.finish();
}

interface Measured {
  readonly times: Record<string, number>;
  /** Until retained sizes and totals by type are known. */
  readonly peakMb: number;
  /** Of retained sizes, to compare. */
  readonly retained: number;
}

async function measure(order: Order): Promise<Measured> {
  const times: Record<string, number> = {};
  const timed = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    times[what] = milliseconds(process.cpuUsage(before));
    return result;
  };
  const before = process.cpuUsage();
  const begin = performance.now();
  const { graph } = await timed('open, with shortest paths', () => openSnapshot(fileOf(order)));
  const tree = await timed('dominators', () => dominatorTree(graph, 0));
  await timed('types', () => typeTotals(graph, TYPES, tree));
  times['whole'] = milliseconds(process.cpuUsage(before));
  times['whole by the clock'] = performance.now() - begin;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  await timed('reverse', () => reverseEdges(graph, 0));
  await timed('cut', () => freedBy(graph, 0, [1]));
  return { times, peakMb, retained: checksum(tree.retainedBytes) };
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
    const theirs: Theirs[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(JSON.parse(run('measure', order)) as Measured);
      if (isWithMemlab) theirs.push(runMemlab(exportOf(order), folder));
    }
    const steps = Object.keys(ours[0].times).map((step) => `${step} ${best(ours.map(({ times }) => times[step]))}`);
    console.log(`${order}: ${steps.join(', ')}; peak RSS ${best(ours.map(({ peakMb }) => peakMb))} MB`);
    if (theirs.length > 0) tellMemlab(ours, theirs);
  }
  console.log(`load ${load1()} at the end`);
  rmSync(folder, { recursive: true, force: true });
}

type Theirs = ReturnType<typeof runMemlab>;

function tellMemlab(ours: readonly Measured[], theirs: readonly Theirs[]): void {
  const measured = theirs.map((one) => one.measured);
  const [cpu, clock] = [measured.map(({ cpuMs }) => cpuMs), measured.map(({ clockMs }) => clockMs)];
  const ratio = Math.min(...cpu) / Math.min(...ours.map(({ times }) => times['whole']));
  const isSame = theirs.every(({ retainedBytes }) => checksum(retainedBytes) === ours[0].retained);
  const same = isSame ? 'the same' : 'OTHER';
  if (!isSame) process.exitCode = 1;
  const peak = best(measured.map(({ peakMb }) => peakMb));
  console.log(
    `  memlab: whole ${best(cpu)}, by the clock ${best(clock)}; peak RSS ${peak} MB; ${same} retained sizes; ${ratio.toFixed(1)} times`,
  );
}

function best(all: readonly number[]): string {
  return Math.min(...all).toFixed(0);
}

const [, , first = '3', second] = process.argv;
if (first === 'save') save(second as Order);
else if (first === 'measure') console.log(JSON.stringify(await measure(second as Order)));
else if (first === 'write') await exportForMemlab(second as Order);
else compare(Number(first), second === 'memlab');
