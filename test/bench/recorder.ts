/**
 * `npm run bench -- recorder [ROUNDS]`: what the recorder costs, per Python found, as CPU time recorded over not recorded,
 * measured turn by turn in one process (recorder/workloads.py says how).
 */
import { fileURLToPath } from 'node:url';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { root, run } from '../../scripts/lib/run.mjs';
import { ensureVenv } from '../../scripts/venvs.mjs';

interface Row {
  readonly python: string;
  readonly workload: string;
  readonly plain: number;
  readonly recorded: number;
  readonly ratio: number;
  readonly bytes: number;
}

/** The last releases that install on Python 3.8, so that all versions run the same Flask. */
const REQUIREMENTS = ['flask==3.0.3'];

/** Workload, what of it is kept, options of `tracehold.record()`. */
const CASES: readonly (readonly [string, string, object])[] = [
  ['library', 'default', {}],
  ['flask', 'all values', { sample: null }],
  ['flask', 'default', {}],
  ['flask', 'no values', { values: 'none' }],
  ['fibonacci', 'all values', { sample: null }],
  ['fibonacci', 'default', {}],
];

const script = fileURLToPath(new URL('recorder/workloads.py', import.meta.url));
const rounds = process.argv[2] ?? '9';

console.log('| Python | workload | kept | untraced ms | recorded ms | ratio | recording KB |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const { path } of await findPythons()) {
  const python = await ensureVenv(path, REQUIREMENTS);
  for (const [workload, kept, options] of CASES) {
    const done = await run(python, [script, workload, rounds, JSON.stringify(options)], {
      env: { ...process.env, PYTHONPATH: `${root}/python`, PYTHONDONTWRITEBYTECODE: '1' },
    });
    if (done.code !== 0) throw new Error(done.output);
    const row = JSON.parse(done.output.trim().split('\n').at(-1) ?? '') as Row;
    const cells = [
      row.python,
      workload,
      kept,
      (row.plain * 1000).toFixed(1),
      (row.recorded * 1000).toFixed(1),
      row.ratio.toFixed(2),
      (row.bytes / 1024).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
