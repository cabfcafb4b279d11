import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diagnose, usualInterpreters } from './doctor.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracehold-doctor-'));
  mkdirSync(join(folder, 'tracehold'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that answers as an interpreter with the shim does. */
function python(name: string, version: string, recorder: string): string {
  const path = join(folder, name);
  const answer = JSON.stringify({ executable: path, version, recorder, reason: `${recorder}: because` });
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o700);
  return path;
}

function library(name: string) {
  writeFileSync(join(folder, 'tracehold', `_tracehold_native.${name}`), '');
}

function diagnosed(commands: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return diagnose(commands, { cwd: folder, env: { ...process.env, TRACEHOLD_RECORDER: '', ...env }, shim: folder });
}

test.skipIf(process.platform === 'win32')(
  'each interpreter is told of once, and what is not there not at all',
  async () => {
    const first = python('first', '3.12.1', 'native');
    const { findings } = await diagnosed([first, join(folder, 'missing'), first, python('second', '3.8.18', 'native')]);
    expect(findings).toEqual([
      { python: first, version: '3.12.1', recorder: 'native', reason: 'native: because' },
      { python: join(folder, 'second'), version: '3.8.18', recorder: 'native', reason: 'native: because' },
    ]);
  },
);

test.skipIf(process.platform === 'win32')('what can be done depends on which libraries are there', async () => {
  const old = python('old', '3.9.1', 'pure');
  expect(await diagnosed([old])).toMatchObject({ versions: [], advice: ['no-libraries'] });
  for (const name of ['cpython-310-darwin.so', 'cpython-39-x86_64-linux-gnu.so', 'cp38-win_amd64.pyd']) library(name);
  const fit = process.platform === 'linux' ? ['other-build'] : [];
  expect(await diagnosed([old])).toMatchObject({ versions: ['3.8', '3.9', '3.10'], advice: fit });
  const recent = python('recent', '3.14.0', 'pure');
  expect(await diagnosed([recent, python('fit', '3.10.13', 'native')])).toMatchObject({ advice: ['other-version'] });
  expect((await diagnosed([old, recent])).advice).toEqual([...fit, 'other-version']);
  expect((await diagnosed([old, recent], { TRACEHOLD_RECORDER: 'pure' })).advice).toEqual([]);
});

test('the active environment is asked first, and all versions that can be recorded are', () => {
  const asked = usualInterpreters({ VIRTUAL_ENV: '/v' });
  expect(asked[0]).toContain('v');
  expect(asked.slice(-7)).toEqual([14, 13, 12, 11, 10, 9, 8].map((minor) => `python3.${minor}`));
});
