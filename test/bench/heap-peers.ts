/**
 * `npm run bench -- heap-peers [ROUNDS]`: who holds the memory of a program (`heap/peers/case.py`), asked of other tools as their own
 * documentation does it (`heap/peers/find.py`), and of us. Each has a process of its own, with 4 GB at most; the best of the rounds.
 * A step is a call or a command whose output a person has to read to choose the next one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { ensureVenv } from '../../scripts/venvs.mjs';

const PINNED = ['objgraph==3.6.2', 'guppy3==3.1.5', 'Pympler==1.1', 'memray==1.15.0'];
/** The newest that all of them support. */
const MINOR = 12;
const HOLDER = 'failures';

const programs = join(import.meta.dirname, 'heap', 'peers');
const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

interface Row {
  readonly found: boolean;
  readonly problem: string | null;
  readonly steps: number;
  readonly cpuMs: number;
  readonly clockMs: number;
  /** Of the program above what it had; for what looks at it from outside, its own peak. */
  readonly moreMb: number;
}

interface Cost {
  readonly cpuMs: number;
  readonly clockMs: number;
  readonly peakMb: number;
}

/** With what the command and its own processes cost. */
function run(python: string, command: string, args: readonly string[], cwd: string) {
  const { stdout, stderr, status } = spawnSync(python, [join(programs, 'cost.py'), command, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
  return { stdout, ...(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as Cost) };
}

/** In the program itself. */
function ask(python: string, peer: string, folder: string): Row {
  const { stdout } = run(python, python, [join(programs, 'find.py'), peer], folder);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Row;
}

/** The program takes the snapshot, and the command line says what it holds. */
function askTracehold(python: string, folder: string): readonly [snapshot: Row, whole: Row] {
  const out = join(folder, 'run');
  rmSync(out, { recursive: true, force: true });
  const args = ['record', '--values', 'none', '--python', python, '--out', out, '--', join(programs, 'find.py')];
  const { stdout } = run(python, process.execPath, [cli, ...args, 'tracehold'], folder);
  const taken = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Row;
  const snapshot = readdirSync(out).find((name) => name.endsWith('.thheap')) ?? '';
  const told = run(python, process.execPath, [cli, 'heap', 'verdict', join(out, snapshot)], folder);
  const found = told.stdout.split('\n')[0].includes(HOLDER);
  const both = { steps: 2, cpuMs: taken.cpuMs + told.cpuMs, clockMs: taken.clockMs + told.clockMs };
  return [taken, { found, problem: null, moreMb: told.peakMb, ...both }];
}

/** Tells where memory was allocated that is in use at its peak. */
function askMemray(python: string, folder: string): Row {
  const file = join(folder, 'memray.bin');
  const recorded = run(
    python,
    python,
    ['-m', 'memray', 'run', '-f', '-q', '-o', file, join(programs, 'find.py'), 'memray'],
    folder,
  );
  const plain = run(python, python, [join(programs, 'find.py'), 'memray'], folder);
  const told = run(python, python, ['-m', 'memray', 'tree', '-b', '10', file], folder);
  return {
    // The function is there that made the objects; what is asked is who keeps them.
    found: told.stdout.includes(HOLDER),
    problem: null,
    steps: 2,
    cpuMs: recorded.cpuMs - plain.cpuMs + told.cpuMs,
    clockMs: recorded.clockMs - plain.clockMs + told.clockMs,
    moreMb: Math.max(recorded.peakMb - plain.peakMb, told.peakMb),
  };
}

function best(rows: readonly Row[]): Row {
  return rows.toSorted((a, b) => a.cpuMs - b.cpuMs)[0];
}

function tell(name: string, row: Row): void {
  const found = row.problem ?? (row.found ? 'yes' : 'no');
  const times = `${row.cpuMs.toFixed(0)} ms of the processor, ${row.clockMs.toFixed(0)} by the clock`;
  console.log(`${name}: found ${found}, ${row.steps} steps, ${times}, ${row.moreMb.toFixed(0)} MB`);
}

const rounds = Number(process.argv[2] ?? '3');
const python = (await findPythons()).find(({ minor }) => minor === MINOR);
if (python === undefined)
  throw new Error(`These tools are compared on CPython 3.${MINOR}, which is not on this machine`);
const environment = await ensureVenv(python.path, PINNED);
const load = () => loadavg()[0].toFixed(1);
console.log(
  `Python ${python.version}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, best of ${rounds}, load ${load()}`,
);
console.log(PINNED.join(', '));
const folder = mkdtempSync(join(tmpdir(), 'heap-peers-'));
const rows = new Map<string, Row[]>();
const add = (name: string, row: Row) => void rows.set(name, [...(rows.get(name) ?? []), row]);
for (let round = 0; round < rounds; round++) {
  const [snapshot, whole] = askTracehold(environment, folder);
  add('tracehold, in the program', snapshot);
  add('tracehold, with the verdict', whole);
  for (const peer of ['objgraph', 'guppy3', 'Pympler']) add(peer, ask(environment, peer, folder));
  add('memray', askMemray(environment, folder));
}
for (const [name, all] of rows) tell(name, best(all));
console.log(`load ${load()} at the end`);
rmSync(folder, { recursive: true, force: true });
