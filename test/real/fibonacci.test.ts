/** A quarter of a million calls of one function: each is in the store, with its own values, in bounded memory. */
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import {
  Workplace,
  ask,
  launch,
  problems,
  pythons,
  record,
  repository,
  rows,
  say,
  targets,
} from './support/machine.js';
import type { Python } from './support/machine.js';

const place = new Workplace();
afterAll(() => place.remove());

const program = join(repository, 'examples/fibonacci.py');
const CALLS_OF_25 = 242_785;
const MEGABYTE = 1024 * 1024;
const MOST_EXTRA_BYTES = 10 * MEGABYTE;

/** fibonacci(n) for n = 0, 1, 2 ... and how often the plain recursion from fibonacci(25) calls it. */
const expected = Array.from({ length: 26 }, (_, n) => ({ n, result: fib(n), calls: n === 0 ? fib(24) : fib(26 - n) }));

function fib(n: number): number {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}

const inFolder = { cwd: place.folder };

describe.concurrent.each(pythons)('CPython $version', (python) => {
  const run = (name: string) => place.path(`${name}-${python.minor}`);

  test('242,785 calls, every one in the store', async (context) => {
    const folder = run('plain');
    const { code, stdout } = await record(python.path, folder, [], [program, '25'], inFolder);
    context.expect({ code, stdout }).toEqual({ code: 0, stdout: 'fibonacci(25) = 75025\n' });
    context.expect(await problems(folder)).toEqual([]);
    const top = await ask<{ qualname: string; calls: number }[]>(folder, 'top', folder, '--sort', 'calls');
    context.expect(top[0]).toMatchObject({ qualname: 'fibonacci', calls: CALLS_OF_25 });
    const statement =
      "SELECT count(*), count(DISTINCT id), sum(event = 'return') FROM calls WHERE function = 'fibonacci'";
    context.expect(await rows(folder, statement)).toEqual([[CALLS_OF_25, CALLS_OF_25, CALLS_OF_25]]);
  });

  test('with --sample off every call has its own argument and result', async (context) => {
    const folder = run('values');
    const { code } = await record(python.path, folder, ['--sample', 'off'], [program, '25'], inFolder);
    context.expect(code).toBe(0);
    const statement = `WITH seen AS (
        SELECT arguments(id) ->> '$.n' AS n, result(id) ->> '$' AS result FROM calls WHERE function = 'fibonacci')
      SELECT n, result, count(*) FROM seen GROUP BY n, result ORDER BY n, result`;
    context.expect(await rows(folder, statement)).toEqual(expected.map(({ n, result, calls }) => [n, result, calls]));
  });

  test.for([25, 28])('fibonacci(%i) in at most 10 MB more memory than by itself', async (n, context) => {
    const command = [program, String(n)];
    const recorder = ['-m', 'tracehold', 'run', '--out', run(`memory-${n}`), '--'];
    const alone = await peakBytes(python, command);
    const recorded = await peakBytes(python, [...recorder, ...command]);
    const extra = recorded - alone;
    say(
      `CPython ${python.version}, fibonacci(${n}): ${megabytes(alone)} MB by itself, ${megabytes(extra)} MB more recorded`,
    );
    context.expect(extra).toBeLessThan(MOST_EXTRA_BYTES);
    context.expect(extra).toBeGreaterThan(0);
  });
});

const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);

/** Of the process that becomes the program; Node, which starts it for a user, is no part of the target. */
async function peakBytes(python: Python, command: readonly string[]): Promise<number> {
  const env = { PYTHONPATH: join(repository, 'python') };
  const args = ['-S', '-I', join(targets, 'peak.py'), python.path, ...command];
  const { code, stdout, output } = await launch(python.path, args, { cwd: place.folder, env });
  if (code !== 0) throw new Error(output);
  return Number(stdout);
}
