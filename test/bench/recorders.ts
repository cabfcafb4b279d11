/**
 * `npm run bench -- recorders [ROUNDS] [3.MINOR ...] [WORKLOAD ...] [PEER ...]`: our recorders beside others, per Python found, in one
 * run. Each recorder and workload has a process of its own, under a limit of memory and of time; recorder/measure.py says
 * how it measures, recorders/cases.ts what. Tables go to standard output, all figures to .cache/bench/recorders-VERSION.json.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { root } from '../../scripts/lib/run.mjs';
import { ensureVenv } from '../../scripts/venvs.mjs';
import { FLASK, askedFor, fitting } from './recorders/cases.js';
import type { Recorder, Workload } from './recorders/cases.js';
import { cleanUpOnSignals, measure } from './recorders/measure.js';
import type { Ask } from './recorders/measure.js';
import { NOT_HERE, notHere, sizeOf } from './recorders/outcome.js';
import type { Outcome } from './recorders/outcome.js';
import {
  HEADER,
  RECURSION_HEADER,
  cellsOf,
  markdownHeader,
  markdownRow,
  median,
  recursionCells,
  untracedLine,
} from './recorders/table.js';
import type { RecursionRow, Row } from './recorders/table.js';

const LIMITS = { memoryBytes: 3e9, seconds: 120, fileBytes: 4e9 };
/** No further round begins after so long; the first is always measured. */
const BUDGET_S = 15;
const DEPTH = 50_000;
const UNTRACED_TIMES = 3;

const load = () =>
  loadavg()
    .map((figure) => figure.toFixed(1))
    .join(' ');
const progress = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);

type Interpreter = { readonly path: string; readonly version: string; readonly minor: number };

/** An environment with nothing but Flask and the recorder; or why there is none. */
async function environmentOf(python: Interpreter, recorder: Recorder): Promise<{ python: string } | { why: string }> {
  try {
    return { python: await ensureVenv(python.path, [FLASK, ...recorder.requirements(python.minor)]) };
  } catch (error) {
    const lines = String(error).split('\n');
    return { why: lines.find((line) => line.startsWith('ERROR')) ?? lines[0] ?? 'pip failed' };
  }
}

async function attempt(python: Interpreter, recorder: Recorder, ask: Omit<Ask, 'peer'>): Promise<Outcome> {
  const environment = await environmentOf(python, recorder);
  if ('why' in environment) {
    return { pairs: [], memory: undefined, recursion: undefined, trouble: notHere(environment.why) };
  }
  return measure(environment.python, { ...ask, peer: recorder.peer }, LIMITS);
}

/** The workload by itself: what every recorder's memory and recursion is measured against. */
async function untraced(python: Interpreter, ask: Omit<Ask, 'peer'>): Promise<Outcome> {
  return measure(await ensureVenv(python.path, [FLASK]), { ...ask, peer: null }, LIMITS);
}

async function untracedPeak(python: Interpreter, workload: Workload): Promise<number> {
  const peaks: number[] = [];
  for (let time = 0; time < UNTRACED_TIMES; time++) {
    const { memory, trouble } = await untraced(python, { mode: 'memory', workload: workload.name });
    if (memory === undefined) throw new Error(`${workload.name} by itself: ${trouble?.sentence ?? 'said nothing'}`);
    peaks.push(memory.peak);
  }
  return median(peaks);
}

/** One row: a recorder that does not exist here is asked once. */
async function measureRow(python: Interpreter, workload: Workload, recorder: Recorder, peak: number): Promise<Row> {
  const ask = { workload: workload.name, rounds: asked.rounds, budget_s: BUDGET_S };
  const slowdown = await attempt(python, recorder, { mode: 'slowdown', ...ask });
  const missing = slowdown.trouble?.short === NOT_HERE;
  const memory = missing ? slowdown : await attempt(python, recorder, { mode: 'memory', ...ask });
  return { workload: workload.title, recorder: recorder.name, slowdown, memory, untracedPeak: peak, load: load() };
}

/** Prints each row when it is measured, so that a run that is ended keeps what it has. */
async function compare(python: Interpreter): Promise<void> {
  const rows: Row[] = [];
  const recursions: RecursionRow[] = [];
  const loadBefore = load();
  const save = () => {
    const figures = { at: new Date().toISOString(), python: python.version, machine, limits: LIMITS, loadBefore };
    const file = join(root, `.cache/bench/recorders-${python.version}.json`);
    writeFileSync(file, `${JSON.stringify({ ...figures, rounds: asked.rounds, rows, recursions }, null, 1)}\n`);
  };
  console.log(`\n### CPython ${python.version}\n\n${markdownHeader(HEADER)}`);
  for (const workload of asked.workloads) {
    const peak = await untracedPeak(python, workload);
    for (const recorder of fitting(asked.recorders, workload)) {
      progress(`${python.version} ${workload.name}: ${recorder.name} (load ${load()})`);
      const row = await measureRow(python, workload, recorder, peak);
      rows.push(row);
      console.log(markdownRow(cellsOf(row)));
      save();
    }
  }
  console.log(`\nBy themselves: ${untracedLine(rows)}. Load average ${loadBefore} before, ${load()} after.\n`);
  console.log(`Recursion, ${DEPTH.toLocaleString('en')} deep:\n\n${markdownHeader(RECURSION_HEADER)}`);
  const alone = await untraced(python, { mode: 'recursion', depth: DEPTH });
  console.log(markdownRow(recursionCells({ recorder: 'untraced', outcome: alone }, alone)));
  for (const recorder of asked.recorders.filter(({ everything }) => everything !== true)) {
    progress(`${python.version} recursion: ${recorder.name} (load ${load()})`);
    const row = {
      recorder: recorder.name,
      outcome: await attempt(python, recorder, { mode: 'recursion', depth: DEPTH }),
    };
    recursions.push(row);
    console.log(markdownRow(recursionCells(row, alone)));
    save();
  }
}

cleanUpOnSignals();
const asked = askedFor(process.argv.slice(2));
const pythons = (await findPythons()).filter(({ minor }) => asked.minors.length === 0 || asked.minors.includes(minor));
if (pythons.length === 0) throw new Error('none of these versions of CPython was found');
const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${sizeOf(totalmem())}`;
const date = new Date().toISOString().slice(0, 10);
console.log(`${date}, ${machine}, Node ${process.versions.node}, ${asked.rounds} rounds, load average ${load()}.`);
console.log(
  `Limits: ${sizeOf(LIMITS.memoryBytes)} of memory, ${LIMITS.seconds} s, files of ${sizeOf(LIMITS.fileBytes)}.`,
);
for (const python of pythons) await compare(python);
