import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSyntaxProblem } from './syntax-problem.js';

let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'tracehold-syntax \'" '));
});
afterAll(() => rm(work, { recursive: true }));

test.each([
  ['x = 1\nprint(x)\nraise SystemExit(3)', null],
  ['x = 1\n\nx = = 2\n', 3],
  ['def f():\nreturn', 2],
  ['# coding: nonsense\n', 1],
  ['x\0', 1],
])('%j: %j', async (text, line) => {
  const script = join(work, 'a.py');
  await writeFile(script, text);
  expect((await findSyntaxProblem('python3', script))?.line ?? null).toBe(line);
});

test('who cannot be asked says nothing', async () => {
  expect(await findSyntaxProblem('python3', join(work, 'none.py'))).toBe(null);
  expect(await findSyntaxProblem(join(work, 'none'), join(work, 'none.py'))).toBe(null);
});
