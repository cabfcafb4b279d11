/** `tracehold doctor`: which recorder an interpreter would use, and why. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace, pythons } from './support/cli.js';

let work: Workplace;

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

test.each(pythons)('Python $version', async ({ path: python, version }) => {
  const options = ['--python', python];
  const { code, stdout } = await work.tracehold(['doctor', '--json', ...options], {
    env: { TRACEHOLD_RECORDER: 'pure' },
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([{ python, version, recorder: 'pure', reason: 'pure Python, as asked for' }]);
  const { stdout: said } = await work.tracehold(['doctor', ...options]);
  expect(said).toMatch(/^python +version +recorder +why\n/);
  expect(said).toMatch(new RegExp(`${version.replaceAll('.', '\\.')} +(pure|native) +(pure Python|native): `));
});

test('what does not run is an error', async () => {
  const { code, stderr } = await work.tracehold(['doctor', '--python', work.path('no-such-python')]);
  expect(code).toBe(1);
  expect(stderr).toContain('does not run');
});
