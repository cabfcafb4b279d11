/**
 * `npm run bench -- heap-walk [OBJECTS [ROUNDS [PYTHON]]]`: what a snapshot costs the program, by the walk in C and by the
 * one in Python, beside `gc.collect()`, turn by turn in one process. OBJECTS is 3,000,000, PYTHON a version such as 3.12.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNative, nativeFolder } from '../../scripts/lib/native.mjs';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { root, run } from '../../scripts/lib/run.mjs';

interface Turn {
  readonly way: 'collect' | 'native' | 'pure';
  readonly seconds: number;
  /** Milliseconds that another thread stood still. */
  readonly pause: number;
  /** Milliseconds of CPU time of the thread that asked: what no load of the machine changes. */
  readonly used: number;
  /** Seconds of CPU time, with those of the child. */
  readonly cpu: number;
  /** MB that the program had more at its peak. */
  readonly more: number;
  readonly bytes?: number;
  readonly objects: number;
}

const [objects = '3000000', rounds = '9', version] = process.argv.slice(2);
const script = fileURLToPath(new URL('heap-walk/walks.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'heap-walk-'));

/** Best, median and worst. */
function spread(numbers: readonly number[], digits: number): string {
  const sorted = numbers.toSorted((one, other) => one - other);
  const shown = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((number) => (number ?? 0).toFixed(digits));
  return shown.join(' / ');
}

function rowOf(way: Turn['way'], turns: readonly Turn[], collect: readonly Turn[]): readonly string[] {
  const mine = turns.filter((turn) => turn.way === way);
  const ratios = mine.map((turn, index) => turn.seconds / (collect[index]?.seconds ?? Number.NaN));
  const bytes = mine.flatMap((turn) => (turn.bytes === undefined ? [] : [turn.bytes / turn.objects]));
  return [
    way === 'collect' ? 'gc.collect()' : way,
    spread(
      mine.map((turn) => turn.seconds),
      2,
    ),
    spread(ratios, 2),
    spread(
      mine.map((turn) => turn.pause),
      1,
    ),
    spread(
      mine.map((turn) => turn.cpu),
      2,
    ),
    spread(
      mine.map((turn) => turn.used),
      1,
    ),
    spread(
      mine.map((turn) => turn.more),
      1,
    ),
    bytes.length === 0 ? '' : (spread(bytes, 1).split(' / ')[1] ?? ''),
  ];
}

console.log(`${objects} objects, ${rounds} rounds; best / median / worst; load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
console.log(
  '| Python | way | seconds | times gc.collect() | a thread stood still, ms | CPU seconds | CPU of the program, ms | MB more | bytes an object |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const python of await findPythons()) {
    if (version !== undefined && version !== `3.${python.minor}`) continue;
    await buildNative(python, nativeFolder());
    const done = await run(python.path, [script, objects, rounds, folder], {
      env: { ...process.env, PYTHONPATH: join(root, 'python'), TRACEHOLD_NATIVE: nativeFolder() },
    });
    if (done.code !== 0) throw new Error(done.output);
    const lines = done.output.trim().split('\n');
    const turns = lines.map((line) => JSON.parse(line) as Turn);
    const collect = turns.filter((turn) => turn.way === 'collect');
    for (const way of ['collect', 'native', 'pure'] as const) {
      console.log(`| ${[python.version, ...rowOf(way, turns, collect)].join(' | ')} |`);
    }
  }
  console.log(`load ${loadavg()[0]?.toFixed(1) ?? '?'}`);
} finally {
  rmSync(folder, { recursive: true });
}
