import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../scripts/lib/lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracehold-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what two holders do does not overlap', async () => {
  const lock = join(folder, 'lock');
  const steps: string[] = [];
  const holder = (name: string) =>
    withLock(lock, async () => {
      steps.push(`${name} in`);
      await sleep(20);
      steps.push(`${name} out`);
    });
  await Promise.all([holder('a'), holder('b')]);
  expect(steps).toSatisfy((all: string[]) => all[0]?.[0] === all[1]?.[0] && all[2]?.[0] === all[3]?.[0]);
  expect(existsSync(lock)).toBe(false);
});

test('a lock whose holder was killed is taken over', async () => {
  const lock = join(folder, 'lock');
  mkdirSync(lock);
  // Above the largest process id that Linux gives out.
  writeFileSync(join(lock, 'pid'), String(2 ** 22 + 1));
  let entered = false;
  await withLock(lock, () => {
    entered = true;
    return Promise.resolve();
  });
  expect(entered).toBe(true);
});

test('a failing action gives the lock back', async () => {
  const lock = join(folder, 'lock');
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});
