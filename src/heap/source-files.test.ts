import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sourceReader } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-heap-sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a source is read once', () => {
  const path = join(folder, 'a.py');
  writeFileSync(path, 'x = 1\n');
  const read = sourceReader();
  expect(read(path)).toBe('x = 1\n');
  writeFileSync(path, 'x = 2\n');
  expect(read(path)).toBe('x = 1\n');
  expect(sourceReader()(path)).toBe('x = 2\n');
});

test('nothing is opened that is no Python file of this machine', () => {
  const read = sourceReader();
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'large.py'), 'x'.repeat((4 << 20) + 1));
  mkdirSync(join(folder, 'folder.py'));
  const refused = ['secret.txt', 'large.py', 'folder.py', 'missing.py'].map((name) => join(folder, name));
  for (const path of [...refused, '//host/share/a.py', '\\\\host\\share\\a.py', 'a.py', '', '<string>', '/dev/zero']) {
    expect(read(path), path).toBeNull();
  }
});

test.skipIf(process.platform === 'win32')('a pipe of that name is not waited for', () => {
  const path = join(folder, 'pipe.py');
  execFileSync('mkfifo', [path]);
  expect(sourceReader()(path)).toBeNull();
});
