/** Snapshots of programs that run: asked for on the command line, and taken by themselves. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workplace, lastLine, newest, pythons } from './support/cli.js';
import type { Running } from './support/cli.js';

let work: Workplace;
let leaf = '';

beforeAll(() => {
  work = new Workplace();
  leaf = work.path('over');
});
afterAll(() => work.remove());

/** Runs until the file is there that the test makes. */
function waiting(held: string): string {
  return `
import os, time
${held}
print('here', flush=True)
while not os.path.exists(${JSON.stringify(leaf)}): time.sleep(0.02)
`;
}

const leak = 'class Page: pass\nheld = [Page() for _ in range(2000)]\nfor page in held: page.text = bytearray(4000)';

let last = 0;

async function start(text: string, options: readonly string[] = [], python = newest.path) {
  const name = `program${last++}`;
  const script = work.write(`${name}.py`, text);
  const out = work.path('runs', name);
  mkdirSync(work.path('runs'), { recursive: true });
  const running = work.startTracehold(['record', '--python', python, '--out', out, ...options, '--', script]);
  await running.said('here');
  return { running, out, name };
}

async function end(running: Running): Promise<void> {
  writeFileSync(leaf, '');
  expect((await running.ended).code).toBe(0);
  rmSync(leaf);
}

function snapshots(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.thheap'));
}

describe.each(pythons)('Python $version', ({ path: python }) => {
  test('a snapshot of a running program says who holds its memory', async () => {
    const { running, out } = await start(waiting(leak), [], python);
    const taken = await work.tracehold(['snapshot', out, '--label', 'first\nof two']);
    expect(taken.code, taken.stderr).toBe(0);
    expect(taken.stderr).toMatch(/^tracehold: Process \d+ wrote a snapshot of [\d.]+ [KM]iB\.\n$/);
    const path = lastLine(taken.stdout);
    expect(dirname(path)).toBe(out);
    const second = await work.json<{ snapshot: string; pid: number; bytes: number }>('snapshot', out);
    expect(basename(second.snapshot)).toBe(`heap-${second.pid}-2.thheap`);
    expect(second.bytes).toBe(statSync(second.snapshot).size);
    await end(running);
    const { verdict } = await work.json<{ verdict: string }>('heap', 'verdict', path);
    expect(verdict).toMatch(/held/);
    expect(verdict).toMatch(/Page/);
    expect(readdirSync(out).filter((name) => name.startsWith('control-'))).toEqual([]);
  });
});

test('one process of several', async () => {
  const child = `if os.fork() == 0:\n  def f(): pass\n  while not os.path.exists(${JSON.stringify(leaf)}): f(); time.sleep(0.02)\n  os._exit(0)`;
  const { running, out } = await start(waiting(`${child}\ndef f(): pass\nf()`));
  while (readdirSync(out).filter((name) => name.endsWith('.sock')).length < 2) await sleep(20);
  const pids = readdirSync(out).flatMap((name) => /^control-(\d+)\.txt$/.exec(name)?.[1] ?? []);
  for (const pid of pids) {
    const taken = await work.json<{ pid: number }>('snapshot', out, '--process', pid);
    expect(taken.pid).toBe(Number(pid));
  }
  const other = await work.tracehold(['snapshot', out, '--process', '1']);
  expect(other.code).toBe(1);
  expect(other.stderr).toMatch(/^tracehold: No process 1 of this run goes on, but \d+, \d+\./);
  // Without a name it is the one that the run began with.
  const { pid } = await work.json<{ pid: number }>('snapshot', out);
  expect(readFileSync(join(out, `control-${pid}.txt`), 'utf8')).toContain('\norigin run\n');
  await end(running);
});

test('a program that keeps the interpreter to itself', async () => {
  const { running, out } = await start(
    `import ctypes\nprint('here', flush=True)\nctypes.PyDLL(None).sleep(6)\nopen(${JSON.stringify(leaf)}, 'w').close()`,
  );
  const { code, stderr, stdout } = await work.tracehold(['snapshot', out, '--timeout', '1', '--json']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^tracehold: Process \d+ took no snapshot: it did not answer within 1 s\. It goes on as it was\. It may be in C code/,
  );
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-answer' } });
  await end(running);
});

test('a run that has ended, was killed, or is none', async () => {
  const { running, out } = await start(waiting(''));
  await end(running);
  const after = await work.tracehold(['snapshot', out]);
  expect([after.code, after.stdout]).toEqual([1, '']);
  expect(after.stderr).toMatch(
    /^tracehold: No snapshot was taken: The program of .* exited with 0\. Take one while it/,
  );
  const killed = await start(waiting('import signal'));
  const [file] = readdirSync(killed.out).filter((name) => name.endsWith('.txt'));
  process.kill(Number(/\d+/.exec(file ?? '')?.[0]), 'SIGKILL');
  await killed.running.ended;
  const gone = await work.tracehold(['snapshot', killed.out]);
  expect(gone.stderr).toMatch(/^tracehold: No snapshot was taken: The program of .* was killed by SIGKILL\./);
  const none = await work.tracehold(['snapshot', 'no-such-run']);
  expect([none.code, none.stderr]).toEqual([1, "tracehold: No run 'no-such-run'. 'tracehold list' shows the runs.\n"]);
  const wrong = await work.tracehold(['snapshot', out, '--process', 'x']);
  expect(wrong.code).toBe(2);
});

test('a run folder from elsewhere speaks to no other socket', async () => {
  const { out } = await start(waiting('')).then(async ({ running, out: folder }) => {
    await end(running);
    return { out: folder };
  });
  let heard = 0;
  const server = createServer((socket) => {
    heard++;
    socket.on('error', () => {});
    socket.end('status ok\nfile ../../etc/passwd\n\n');
  });
  const elsewhere = work.path('control-7.sock');
  await new Promise<void>((done) => server.listen(elsewhere, done));
  symlinkSync(elsewhere, join(out, 'control-8.sock'));
  mkdirSync(work.path('tracehold-0123456789abcdef'), { mode: 0o755 });
  const sockets = [elsewhere, join(out, 'control-8.sock'), work.path('tracehold-0123456789abcdef', 'control-9.sock')];
  for (const [index, socket] of sockets.entries()) {
    writeFileSync(
      join(out, `control-${index + 1}.txt`),
      `protocol 1\npid 1\norigin run\ntoken x\nsocket ${socket}\n\n`,
    );
  }
  writeFileSync(join(out, 'control-99.txt'), 'x'.repeat(20_000));
  const { code, stderr } = await work.tracehold(['snapshot', out]);
  expect([code, heard]).toEqual([1, 0]);
  expect(stderr).toMatch(/No snapshot was taken/);
  // Its own may say what it wants: the answer must name a snapshot of the run.
  const own = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('status ok\nfile ../../../../etc/passwd\n\n');
  });
  await new Promise<void>((done) => own.listen(join(out, 'control-5.sock'), done));
  writeFileSync(
    join(out, 'control-5.txt'),
    `protocol 1\npid 5\norigin run\ntoken x\nsocket ${join(out, 'control-5.sock')}\n\n`,
  );
  const lied = await work.tracehold(['snapshot', out]);
  expect(lied.stderr).toMatch(/Process 5 took no snapshot: its answer names no snapshot of this run/);
  server.close();
  own.close();
});

test('snapshots every so often, and when memory has grown', async () => {
  const text = `
import time
held = []
for step in range(20):
    held.append(bytearray(5_000_000))
    time.sleep(0.1)
print('here', flush=True)
`;
  const often = await start(text, ['--heap-every', '0.3']);
  expect((await often.running.ended).code).toBe(0);
  expect(snapshots(often.out).length).toBeGreaterThanOrEqual(2);
  const grown = await start(text, ['--heap-growth', '30']);
  expect((await grown.running.ended).code).toBe(0);
  expect(snapshots(grown.out).length).toBeGreaterThanOrEqual(1);
  const wrong = await work.tracehold(['record', '--heap-every', '-1', '--', 'program0.py']);
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toMatch(/--heap-every takes seconds, 0\.1 to 1000000|heap-every/);
  expect(existsSync(leaf)).toBe(false);
});
