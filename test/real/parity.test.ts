/**
 * Calls per function are what cProfile counts, with `--all`, on real programs and every CPython of this machine.
 * compare.ts says how a recording and a judge are brought together, differences.ts what differs and why.
 */
import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench } from './parity/measure.js';
import { programs } from './parity/programs.js';
import { Workplace, leftOut, pythons, say } from './support/machine.js';

const place = new Workplace();
beforeAll(() => mkdir(place.path('home')));
afterAll(() => place.remove());

/** Of cProfile's calls, how many must have been held against the recording. */
const LEAST_COMPARED = 0.99;

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(3)} %`;

test.for(leftOut)('CPython 3.$minor', ({ why }, { skip }) => skip(why));

describe.concurrent.each(pythons)('CPython $version', (python) => {
  const bench = new Bench(python, place);

  test.for(programs)('$name', async (program, context) => {
    const skipped = program.skip?.(python);
    if (skipped !== undefined) context.skip(skipped);
    const measured = await bench.measure(program);
    const { functions, ncalls, compared, unstable, explained, wrong, method } = measured;
    say(
      [
        `CPython ${python.version}, ${program.name}: ${functions} functions, ${ncalls} calls by cProfile (${method}),`,
        `${percent(compared, ncalls)} of them compared`,
        ...unstable.slice(0, 5).map((line) => `\n  left out: ${line}`),
        ...(unstable.length > 5 ? [`\n  left out: ${unstable.length - 5} more`] : []),
        ...explained.map((line) => `\n  differs: ${line}`),
      ].join(' '),
    );
    context.expect({ wrong, problems: measured.problems }).toEqual({ wrong: [], problems: [] });
    context.expect(compared / ncalls).toBeGreaterThan(LEAST_COMPARED);
    context.expect(functions).toBeGreaterThan(100);
  });
});

test('a function that is not recorded is missed', async () => {
  const [program] = programs.filter(({ name }) => name.startsWith('json.tool'));
  const bench = new Bench(pythons[pythons.length - 1], place);
  const { wrong } = await bench.measure(program, ['--exclude=*/json/encoder.py']);
  expect(wrong.some((line) => /json\/encoder\.py:\d+ _iterencode: \d+ by cProfile, 0 recorded/.test(line))).toBe(true);
});
