import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listRuns } from '../run/runs.js';
import { findRun } from './runs.js';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tracehold-runs-'));
});
afterEach(() => rm(cwd, { recursive: true }));

async function run(name: string, runJson: string): Promise<string> {
  const path = join(cwd, '.tracehold', name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'run.json'), runJson);
  return path;
}

test('no folder yet: no runs, and a failure that says how to record one', async () => {
  expect(await listRuns(cwd)).toEqual([]);
  await expect(findRun(cwd, undefined)).rejects.toMatchObject({ code: 'not-found' });
  await expect(findRun(cwd, 'latest')).rejects.toThrow('No runs in');
});

test('newest first by what run.json says', async () => {
  const old = await run('b-old', '{"started":"2026-01-01T00:00:00Z"}');
  await run('a-recent', '{"started":"2026-01-02T00:00:00Z"}');
  await writeFile(join(old, 'trace-1.thtrace'), 'x'.repeat(10));
  await writeFile(join(cwd, '.tracehold', '.gitignore'), '*');
  expect((await listRuns(cwd)).map(({ name, bytes, recordings }) => [name, bytes, recordings])).toEqual([
    ['a-recent', 0, 0],
    ['b-old', 10, 1],
  ]);
  // The recent one recorded nothing.
  expect(await findRun(cwd, undefined)).toBe(old);
  expect(await findRun(cwd, 'b')).toBe(old);
  expect(await findRun(cwd, join('.tracehold', 'b-old'))).toBe(old);
});

test('an unclear prefix names what it may mean', async () => {
  await run('2026-a', '{}');
  await run('2026-b', '{}');
  const exact = await run('2026-a-2', '{}');
  await expect(findRun(cwd, '2026')).rejects.toThrow("'2026' may mean 3 runs");
  expect(await findRun(cwd, '2026-a-2')).toBe(exact);
  expect(await findRun(cwd, '2026-a')).toBe(join(cwd, '.tracehold', '2026-a'));
  await mkdir(join(cwd, '2026'));
  await mkdir(join(cwd, 'elsewhere'));
  await expect(findRun(cwd, '2026')).rejects.toThrow('may mean 3 runs');
  await expect(findRun(cwd, 'elsewhere')).rejects.toMatchObject({ code: 'not-a-recording' });
  await expect(findRun(cwd, 'x')).rejects.toThrow("No run 'x'");
  await expect(findRun(cwd, '')).rejects.toThrow("No run ''");
});
