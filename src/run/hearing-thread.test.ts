import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundleStarter } from '../../test/run/bundle-starter.js';
import { HearingThread } from './hearing-thread.js';

const folder = mkdtempSync(join(tmpdir(), 'tracehold-starter-'));
let script: string;

beforeAll(async () => {
  script = await bundleStarter();
});
afterAll(() => rmSync(folder, { recursive: true }));

function thread(path = script): HearingThread {
  const made = new HearingThread(path);
  onTestFinished(() => made.dispose());
  return made;
}

const node = process.execPath;
const { env } = process;

test('questions are answered as they end, each to who asked it', async () => {
  const { hear } = thread();
  const say = (text: string, ms: number) =>
    hear(node, ['-e', `setTimeout(() => console.log('${text}'), ${ms})`], { env });
  const [late, early] = await Promise.all([say('late', 300), say('early', 0)]);
  expect([late.stdout, early.stdout]).toEqual(['late\n', 'early\n']);
  expect(late.error).toBeNull();
});

test('folder, exit code, standard error and a program that is not there', async () => {
  const { hear } = thread();
  const failing = await hear(node, ['-e', 'console.error(process.cwd()); process.exit(3)'], { env, cwd: folder });
  expect(failing).toEqual({ error: { code: 3 }, stdout: '', stderr: `${folder}\n` });
  expect((await hear('no-such-program', [], { env })).error).toEqual({ code: 'ENOENT' });
});

test('who waits when the thread ends, or cannot begin, is answered', async () => {
  const ended = thread();
  const asked = ended.hear(node, ['-e', 'setTimeout(() => {}, 60_000)'], { env });
  ended.dispose();
  expect((await asked).stderr).toBe('the extension has ended');
  const missing = await thread(join(folder, 'missing.cjs')).hear(node, [], { env });
  expect(missing.error).toEqual({ code: null });
  expect(missing.stderr).toContain('missing.cjs');
});
