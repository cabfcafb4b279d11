import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shop } from '../../test/golden/recordings.js';
import type { Chunk } from './chunk.js';
import { TraceFollower } from './follow.js';
import { readTrace } from './read-trace.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracehold-follow-'));
  path = join(folder, 'trace-1.thtrace');
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = shop().bytes();
const whole = readTrace(bytes).trace.chunks;

async function drain(follower: TraceFollower, signal?: AbortSignal): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const batch of follower.chunks(signal)) chunks.push(...batch);
  return chunks;
}

/** Lets the follower see what is there. */
async function settle(follower: TraceFollower): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  do chunks.push(...(await follower.poll()));
  while (!follower.atEnd);
  return chunks;
}

test('a closed recording ends by itself', async () => {
  writeFileSync(path, bytes);
  const follower = new TraceFollower(path);
  expect(await drain(follower)).toEqual(whole);
  expect(follower.problems).toEqual([]);
  expect(follower.done).toBe(true);
});

test('a file that comes later and grows in odd pieces reads as a whole one', async () => {
  const follower = new TraceFollower(path);
  const reading = drain(follower);
  for (let at = 0; at < bytes.length; at += 211) {
    appendFileSync(path, bytes.subarray(at, at + 211));
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(await reading).toEqual(whole);
  expect(follower.problems).toEqual([]);
});

test('an incomplete end is a problem only once the target has ended', async () => {
  writeFileSync(path, bytes.subarray(0, bytes.length - 10));
  const follower = new TraceFollower(path);
  const chunks = await settle(follower);
  expect(await follower.poll()).toEqual([]);
  expect(follower.problems).toEqual([]);
  follower.targetEnded();
  expect([...chunks, ...(await drain(follower))]).toEqual(whole.slice(0, -1));
  expect(follower.problems.map(({ code }) => code)).toEqual(['cut-short']);
});

test('the target ending wakes a follower that waits', async () => {
  writeFileSync(path, bytes.subarray(0, 500));
  const follower = new TraceFollower(path);
  const reading = drain(follower);
  await new Promise((resolve) => setTimeout(resolve, 20));
  follower.targetEnded();
  await reading;
  expect(follower.problems.map(({ code }) => code)).toEqual(['cut-short']);
});

test('an abort ends without a verdict', async () => {
  writeFileSync(path, bytes.subarray(0, 500));
  const controller = new AbortController();
  const follower = new TraceFollower(path);
  const reading = drain(follower, controller.signal);
  setTimeout(() => controller.abort(), 20);
  await reading;
  expect(follower.problems).toEqual([]);
});

test.each<[string, (path: string) => void, string]>([
  ['cut', (file) => truncateSync(file, 100), 'became shorter'],
  ['removed', (file) => rmSync(file), 'was removed'],
  [
    'replaced',
    (file) => {
      writeFileSync(`${file}.new`, bytes);
      renameSync(`${file}.new`, file);
    },
    'took the place',
  ],
])('a file that is %s while it is read is found out', async (_, change, message) => {
  writeFileSync(path, bytes.subarray(0, bytes.length - 10));
  const follower = new TraceFollower(path);
  await settle(follower);
  change(path);
  await drain(follower);
  const problem = follower.problems.find(({ code }) => code === 'file-replaced');
  expect(problem?.message).toContain(message);
});

test('a file that never came is a problem when the target has ended', async () => {
  const follower = new TraceFollower(path);
  follower.targetEnded();
  expect(await drain(follower)).toEqual([]);
  expect(follower.problems.map(({ code }) => code)).toEqual(['unreadable']);
});

test('another kind of file ends at once', async () => {
  writeFileSync(path, 'this is no recording at all');
  const follower = new TraceFollower(path);
  expect(await drain(follower)).toEqual([]);
  expect(follower.problems.map(({ code }) => code)).toEqual(['not-a-recording']);
});
