/**
 * `npm run bench -- heap-peers [ROUNDS [founding]]`: who holds the memory of a program (`heap/peers/small.py`, or the founding case on
 * CPython 3.8), asked of other tools as their own documentation does it (`heap/peers/find.py`), and of us. Each has a process of
 * its own, with 8 GB and 20 minutes at most; the best of the rounds. A step is a call or a command whose output a person has to
 * read to choose the next one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { ensureVenv } from '../../scripts/venvs.mjs';

interface Case {
  readonly name: string;
  /** The newest that all of them support, or the only one of the case. */
  readonly minor: number;
  readonly pinned: readonly string[];
  /** The name that has to be among the words of an answer. */
  readonly holder: string;
}

const SMALL: Case = {
  name: 'small',
  minor: 12,
  pinned: ['objgraph==3.6.2', 'guppy3==3.1.5', 'Pympler==1.1', 'memray==1.15.0'],
  holder: 'failures',
};
const FOUNDING: Case = {
  name: 'founding',
  minor: 8,
  pinned: [
    'pylint==2.6.0',
    'astroid==2.4.2',
    'objgraph==3.6.2',
    'guppy3==3.1.4.post1',
    'Pympler==1.1',
    'memray==1.15.0',
  ],
  holder: '_mod_file_cache',
};
const LONGEST_MS = 20 * 60_000;

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

class TooLong extends Error {}

/** With what the command and its own processes cost. */
function run(python: string, command: string, args: readonly string[], cwd: string) {
  const limit = String(LONGEST_MS / 1000);
  const { stdout, stderr, status } = spawnSync(python, [join(programs, 'cost.py'), limit, command, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === 124) throw new TooLong();
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
  return { stdout, ...(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as Cost) };
}

/** In the program itself. */
function ask(python: string, peer: string, folder: string): Row {
  const { stdout } = run(python, python, [join(programs, 'find.py'), peer, which.name], folder);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Row;
}

/** The program takes the snapshot, and the command line says what it holds. */
function askTracehold(python: string, folder: string): readonly [snapshot: Row, whole: Row] {
  const out = join(folder, 'run');
  rmSync(out, { recursive: true, force: true });
  const args = ['record', '--values', 'none', '--python', python, '--out', out, '--', join(programs, 'find.py')];
  const { stdout } = run(python, process.execPath, [cli, ...args, 'tracehold', which.name], folder);
  const taken = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Row;
  const snapshot = readdirSync(out).find((name) => name.endsWith('.thheap')) ?? '';
  const told = run(python, process.execPath, [cli, 'heap', 'verdict', join(out, snapshot)], folder);
  const found = told.stdout.split('\n')[0].includes(which.holder);
  const both = { steps: 2, cpuMs: taken.cpuMs + told.cpuMs, clockMs: taken.clockMs + told.clockMs };
  return [taken, { found, problem: null, moreMb: told.peakMb, ...both }];
}

/** Tells where memory was allocated that is in use at its peak. */
function askMemray(python: string, folder: string): Row {
  const file = join(folder, 'memray.bin');
  const recorded = run(
    python,
    python,
    ['-m', 'memray', 'run', '-f', '-q', '-o', file, join(programs, 'find.py'), 'memray', which.name],
    folder,
  );
  const plain = run(python, python, [join(programs, 'find.py'), 'memray', which.name], folder);
  const told = run(python, python, ['-m', 'memray', 'tree', '-b', '10', file], folder);
  return {
    // The function is there that made the objects; what is asked is who keeps them.
    found: told.stdout.includes(which.holder),
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
const which = process.argv[3] === FOUNDING.name ? FOUNDING : SMALL;
const python = (await findPythons()).find(({ minor }) => minor === which.minor);
if (python === undefined)
  throw new Error(`These tools are compared on CPython 3.${which.minor}, which is not on this machine`);
const environment = await ensureVenv(python.path, [...which.pinned]);
const load = () => loadavg()[0].toFixed(1);
console.log(
  `Python ${python.version}, Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}, best of ${rounds}, load ${load()}`,
);
console.log(which.pinned.join(', '));
const folder = mkdtempSync(join(tmpdir(), 'heap-peers-'));
const rows = new Map<string, Row[]>();
const add = (name: string, row: Row) => void rows.set(name, [...(rows.get(name) ?? []), row]);
const addInTime = (name: string, row: () => Row) => {
  try {
    add(name, row());
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    console.log(`${name}: no answer after ${LONGEST_MS / 60_000} minutes`);
  }
};
for (let round = 0; round < rounds; round++) {
  const [snapshot, whole] = askTracehold(environment, folder);
  add('tracehold, in the program', snapshot);
  add('tracehold, with the verdict', whole);
  for (const peer of ['objgraph', 'guppy3', 'Pympler']) addInTime(peer, () => ask(environment, peer, folder));
  addInTime('memray', () => askMemray(environment, folder));
}
for (const [name, all] of rows) tell(name, best(all));
console.log(`load ${load()} at the end`);
rmSync(folder, { recursive: true, force: true });
