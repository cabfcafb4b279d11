import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRunFile, readRunFile, writeRunFile } from './run-file.js';

test.each([
  ['not JSON', '{"name":'],
  ['nothing', ''],
  ['an array', '[1,2]'],
  ['null', 'null'],
  ['a number', '7'],
  ['deep', '['.repeat(100_000)],
  ['the wrong types', '{"name":7,"command":"x","cwd":[],"exitCode":"0","started":"soon","signal":{}}'],
  ['a prototype', '{"__proto__":{"name":"x"},"constructor":{"prototype":{"name":"x"}}}'],
  ['a command with a non-word', '{"command":["a",1]}'],
])('%s is read as a run that says nothing', (_name, json) => {
  expect(parseRunFile(json)).toEqual({});
});

test('what is written is read, replaces what was there, and is for its owner only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracehold-run-file-'));
  const run = { name: 'x', command: ['a.py', '--b'], exitCode: 3, started: '2026-01-01T00:00:00.000Z' };
  await writeRunFile(folder, { name: 'before' });
  await writeRunFile(folder, run);
  expect(await readRunFile(folder)).toEqual(run);
  expect(await readdir(folder)).toEqual(['run.json']);
  expect((await stat(join(folder, 'run.json'))).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
  expect(await readRunFile(folder)).toEqual({});
});
