import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeNextFolder, targetName } from './folder.js';

let work: string;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'tracehold-folder-'));
});
afterEach(() => rm(work, { recursive: true }));

test.each([
  [['/a/b c.py', 'x.py'], 'b c'],
  [['tool'], 'tool'],
  [['-m', 'http.server', '80'], 'http.server'],
])('%j is called %s', (target, name) => expect(targetName(target)).toBe(name));

test.each([
  ['app', '20260131-090507-app'],
  ['../x y', '20260131-090507-.._x_y'],
  ['ümläut', '20260131-090507-ümläut'],
  ['', '20260131-090507-run'],
  ['a'.repeat(99), `20260131-090507-${'a'.repeat(60)}`],
])('a run of %s', async (name, expected) => {
  const now = new Date(2026, 0, 31, 9, 5, 7);
  const folder = await makeNextFolder(work, name, now);
  expect(folder).toBe(join(work, '.tracehold', expected));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readFile(join(dirname(folder), '.gitignore'), 'utf8')).toBe('*\n');
  expect(basename(await makeNextFolder(work, name, now))).toBe(`${expected}-2`);
});
