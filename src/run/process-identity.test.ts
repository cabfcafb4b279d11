import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identityOf, isRunning } from './process-identity.js';

test('a process is known while it runs, and no other is taken for it', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows does not tell processes apart');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const identity = await identityOf(pid);
  if (identity === null) throw new Error('the process has no identity');
  expect(await isRunning(identity)).toBe(true);
  expect(await isRunning({ pid, began: 'another time' })).toBe(false);
  expect(await isRunning({ pid: process.pid, began: identity.began })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await isRunning(identity)).toBe(false);
  expect(await identityOf(2 ** 30)).toBeNull();
});
