import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileSink } from './file-sink.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracehold-sink-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the file appears when it is whole, in place of the old one', async () => {
  const path = join(folder, 'out.json');
  await writeFile(path, 'old');
  const sink = new FileSink(path);
  for (let i = 0; i < 100_000; i++) sink.write('né.');
  expect(await readFile(path, 'utf8')).toBe('old');
  sink.finish();
  expect(await readFile(path, 'utf8')).toBe('né.'.repeat(100_000));
  expect(sink.bytes).toBe(400_000);
  expect(await readdir(folder)).toEqual(['out.json']);
});

test('an abandoned export leaves what was there', async () => {
  const path = join(folder, 'out.json');
  await writeFile(path, 'old');
  const sink = new FileSink(path);
  sink.write('new');
  sink.abandon();
  expect(await readdir(folder)).toEqual(['out.json']);
  expect(await readFile(path, 'utf8')).toBe('old');
});

test('a folder that is not there is the caller’s to know', () => {
  expect(() => new FileSink(join(folder, 'no', 'out.json'))).toThrow('ENOENT');
});

test('a file that cannot be put in its place leaves nothing, and says why', async () => {
  const path = join(folder, 'out.json');
  const sink = new FileSink(path);
  sink.write('new');
  await mkdir(path);
  await writeFile(join(path, 'inside'), '');
  expect(() => sink.finish()).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  sink.abandon();
  expect(await readdir(folder)).toEqual(['out.json']);
});
