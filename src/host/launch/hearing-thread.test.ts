import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { bundleStarter } from '../../../test/worker/bundle.js';
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

/** A thread that does `reaction` for every question, in which `id` is the question's. */
function reacting(reaction: string): HearingThread {
  const path = join(folder, `${expect.getState().currentTestName?.replaceAll(/\W+/gu, '-')}.cjs`);
  const answer = "(id, stdout) => parentPort.postMessage({ type: 'reply', id, result: { ok: { stdout } } })";
  writeFileSync(
    path,
    `const { parentPort, threadId } = require('node:worker_threads');
    const answer = ${answer};
    parentPort.on('message', ({ type, id }) => { if (type === 'request') { ${reaction} } });`,
  );
  return thread(path);
}

test.each([
  ['exits', 'process.exit(0)', 'The thread that starts programs has ended'],
  ['throws', "throw new Error('out of order')", 'out of order'],
])('all who wait are answered when the thread %s, and who asks next has another', async (_how, end, why) => {
  const { hear } = reacting(`if (id === 2) { ${end}; }`);
  const answers = await Promise.all([hear(node, [], { env }), hear(node, [], { env })]);
  expect(answers).toEqual(Array.from({ length: 2 }, () => ({ error: { code: null }, stdout: '', stderr: why })));
  const again = hear(node, [], { env });
  expect((await Promise.all([again, hear(node, [], { env })])).map(({ stderr }) => stderr)).toEqual([why, why]);
});

test('the thread stays for five seconds after the last answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { hear } = reacting('answer(id, threadId);');
  const asked = async () => (await hear(node, [], { env })).stdout;
  const first = await asked();
  vi.advanceTimersByTime(4999);
  expect(await asked()).toBe(first);
  vi.advanceTimersByTime(4999);
  expect(await asked()).toBe(first);
  vi.advanceTimersByTime(5000);
  expect(await asked()).not.toBe(first);
});
