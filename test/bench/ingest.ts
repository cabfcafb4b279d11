/**
 * `npm run bench -- ingest [SECTION]`: what it costs to build the store of a run, and what it answers then.
 * Every section runs in a process of its own, so that memory figures are its own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { synthesizeFibonacciFile } from '../../src/format/synthesize.js';
import { openRun } from '../../src/store/index.js';
import { openRunInWorker } from '../../src/worker/open-run-in-worker.js';
import { bundleWorker } from '../worker/bundle.js';

const cache = join(import.meta.dirname, '..', '..', '.cache', 'bench', 'runs');
const RUNS = 5;

/** A recording of fibonacci(n), made once. @param memory with bytes allocated and freed. */
function recording(n: number, memory = false): string {
  const folder = join(cache, `fibonacci-${n}${memory ? '-memory' : ''}`);
  const path = join(folder, 'trace-1.thtrace');
  mkdirSync(folder, { recursive: true });
  if (existsSync(path)) return folder;
  rmSync(path, { force: true });
  const process = memory ? { recorder: 'native', allocations: true } : {};
  synthesizeFibonacciFile(path, n, { memory, process });
  return folder;
}

function storeBytes(folder: string): number {
  const store = join(folder, 'store');
  return readdirSync(store).reduce((sum, name) => sum + statSync(join(store, name)).size, 0);
}

function row(name: string, ...values: readonly string[]): void {
  console.log(`${name.padEnd(44)}${values.map((value) => value.padStart(14)).join('')}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Longest pause of the event loop while something else works, as a timer of one millisecond sees it. */
function watchLoop(): () => number {
  let longest = 0;
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function worker(n: number, runs: number, memory = false): Promise<void> {
  const folder = recording(n, memory);
  const script = await bundleWorker();
  const idle = watchLoop();
  await sleep(2000);
  const pause = idle();
  let best = Infinity;
  let gap = 0;
  let calls = 0;
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const loop = watchLoop();
    const begin = performance.now();
    const opened = await openRunInWorker(folder, { script, rebuild: true, progress: () => {} });
    best = Math.min(best, performance.now() - begin);
    gap = Math.max(gap, loop());
    const { processes } = await opened.client.call('info', null);
    ({ calls, bytes } = processes[0]);
    opened.dispose();
  }
  row(`fibonacci(${n})${memory ? ' with bytes' : ''}, ${calls} calls, in the worker`, `best of ${runs}`);
  row('  wall', `${best.toFixed(0)} ms`);
  row('  calls a second', `${(calls / best / 1000).toFixed(2)} M`);
  row('  recording, per million calls', megabytes((bytes / calls) * 1e6));
  row('  store, per million calls', megabytes((storeBytes(folder) / calls) * 1e6));
  row("  caller's event loop, longest pause of all runs", `${gap.toFixed(1)} ms`);
  row('    and while nothing was done at all', `${pause.toFixed(1)} ms`);
  row('  peak memory of the process (RSS)', megabytes(process.resourceUsage().maxRSS * 1024));
}

/** Windows of every width and place, log-uniform; the answers of a store that was just opened. */
async function viewport(n: number, memory = false): Promise<void> {
  const folder = recording(n, memory);
  const store = await openRun(folder);
  const [{ thread, lastNs }] = store.threads();
  let state = 1;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const times: number[] = [];
  const processor: number[] = [];
  let spans = 0;
  for (let query = 0; query < 1000; query++) {
    const width = lastNs * 10 ** (-6 * random());
    const fromNs = random() * (lastNs - width);
    const before = process.cpuUsage();
    const begin = performance.now();
    spans += store.viewport({ thread, fromNs, toNs: fromNs + width, pixels: 1500 }).count;
    times.push(performance.now() - begin);
    processor.push(process.cpuUsage(before).user / 1000);
  }
  // The first one reads the directories of chunks, and meets code that was never run before.
  const first = times.shift() ?? 0;
  processor.shift();
  times.sort((a, b) => a - b);
  processor.sort((a, b) => a - b);
  row(`viewport, 1,500 pixels, fibonacci(${n})${memory ? ' with bytes' : ''}`, 'p50', 'p95', 'worst');
  row('  1,000 windows', ...[500, 950, 998].map((at) => `${times[at].toFixed(2)} ms`));
  row('  processor time of all threads', ...[500, 950, 998].map((at) => `${processor[at].toFixed(2)} ms`));
  row('  the first of all', `${first.toFixed(1)} ms`);
  row('  spans, on average', (spans / 1000).toFixed(0));
  store.close();
}

/** A whole process that opens a saved store and says the top functions. */
async function top(n: number): Promise<void> {
  const store = await openRun(recording(n));
  store.top({ sort: 'self', limit: 10 });
  store.close();
}

async function queries(n: number): Promise<void> {
  const folder = recording(n);
  const timed = async (name: string, work: () => unknown) => {
    const begin = performance.now();
    await work();
    row(`  ${name}`, `${(performance.now() - begin).toFixed(1)} ms`);
  };
  row(`queries, fibonacci(${n})`);
  const store = await openRun(folder);
  const [{ functionId, calls }] = store.top({ sort: 'calls', limit: 1 });
  const [middle] = store.callsOf([functionId], { limit: 1, offset: Math.floor(calls / 2) });
  await timed('100 calls from the middle of all', () =>
    store.callsOf([functionId], { limit: 100, offset: Math.floor(calls / 3) }),
  );
  await timed('values of a call', () => store.values(middle.id));
  await timed('children of a call', () => store.children({ thread: middle.thread, call: middle.id }, 100));
  await timed('callers and callees', () => [store.callers(functionId), store.callees(functionId)]);
  await timed('merged call tree, 100 deep', () => store.tree({ depth: 100 }));
  await timed('walk over all calls', () => store.walk(middle.thread, { begin: () => {}, end: () => {} }));
  await timed('SQL: count of calls, 1,000,000 filled in', () => store.sql('SELECT count(*) FROM calls'));
  await timed('SQL: the next one over calls', () => store.sql('SELECT function, sum(self_ns) FROM calls GROUP BY 1'));
  store.close();
}

const sections: Record<string, () => Promise<void>> = {
  fibonacci30: () => worker(30, RUNS),
  fibonacci33: () => worker(33, 1),
  viewport: () => viewport(33),
  memory30: () => worker(30, RUNS, true),
  memory33: () => viewport(33, true),
  queries: () => queries(30),
  top: () => top(33),
};

function alone(section: string): void {
  const { status } = spawnSync(process.execPath, [...process.execArgv, process.argv[1], section], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const [, , chosen] = process.argv;
if (chosen === undefined) {
  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0].model}`);
  for (const section of ['fibonacci30', 'fibonacci33', 'viewport', 'memory30', 'memory33', 'queries']) alone(section);
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    alone('top');
    best = Math.min(best, performance.now() - begin);
  }
  row('top of the saved store of fibonacci(33)', `best of ${RUNS}`);
  row('  whole node process', `${best.toFixed(0)} ms`);
} else {
  await sections[chosen]();
}
