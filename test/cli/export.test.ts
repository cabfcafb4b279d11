/** A real recording, exported, in the programs that read it; and Ctrl-C while there is a lot to do. */
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openInDevTools } from '../consumers/devtools.js';
import type { ChromeTrace } from '../consumers/devtools.js';
import { importIntoSpeedscope } from '../consumers/speedscope.js';
import { Workplace, lastLine, newest, repository } from './support/cli.js';

let work: Workplace;

interface Top {
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  readonly selfNs: number;
  readonly totalNs: number;
}

const example = (name: string) => join(repository, 'examples', name);
const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

describe('orders: threads, tasks, generators, exceptions', () => {
  let top: readonly Top[];

  beforeAll(async () => {
    const script = example('orders/main.py');
    await work.tracehold(['record', '--python', newest.path, '--out', 'orders', '--', script]);
    top = await work.json<Top[]>('top', 'orders', '--limit', '1000');
  });

  async function exported(format: string, file: string): Promise<string> {
    const { code, stderr } = await work.tracehold(['export', 'orders', '--format', format, '-o', file]);
    expect(stderr).toMatch(/^tracehold: [\d,]+ intervals, [\d.]+ [KM]iB in /);
    expect(code).toBe(0);
    return readFileSync(work.path(file), 'utf8');
  }

  test('speedscope', async () => {
    const group = await importIntoSpeedscope('o.speedscope.json', await exported('speedscope', 'o.speedscope.json'));
    expect(group.profiles.map((profile) => profile.getName())).toEqual(
      expect.arrayContaining(['MainThread', 'packer-1', 'packer-2']),
    );
    const self = new Map<string, number>();
    const total = new Map<string, number>();
    for (const profile of group.profiles) {
      profile.forEachFrame((frame) => {
        const key = `${frame.name} ${frame.file} ${frame.line}`;
        self.set(key, (self.get(key) ?? 0) + frame.getSelfWeight());
        total.set(key, (total.get(key) ?? 0) + frame.getTotalWeight());
      });
    }
    for (const { qualname, file, line, selfNs, totalNs } of top) {
      const key = `${qualname} ${file} ${line}`;
      expect([key, self.get(key)]).toEqual([key, selfNs]);
      expect([key, total.get(key)]).toEqual([key, totalNs]);
    }
  });

  test('cpuprofile', async () => {
    const group = await importIntoSpeedscope('o.cpuprofile', await exported('cpuprofile', 'o.cpuprofile'));
    const self = new Map<string, number>();
    for (const profile of group.profiles) {
      profile.forEachFrame((frame) => self.set(frame.name, (self.get(frame.name) ?? 0) + frame.getSelfWeight()));
    }
    for (const name of new Set(top.map(({ qualname }) => qualname))) {
      const recorded = sum(top.filter(({ qualname }) => qualname === name).map(({ selfNs }) => selfNs));
      // In microseconds, added up as doubles.
      expect((self.get(name) ?? 0) * 1000).toBeCloseTo(recorded, 0);
    }
  });

  test('chrome', async () => {
    const trace = JSON.parse(await exported('chrome', 'o.json')) as ChromeTrace;
    const threads = await openInDevTools(trace);
    expect(threads.map(({ name }) => name)).toEqual(expect.arrayContaining(['MainThread', 'packer-1', 'packer-2']));
    for (const name of new Set(top.map(({ qualname }) => qualname))) {
      const functions = top.filter(({ qualname }) => qualname === name);
      const shown = sum(threads.map(({ selfOf }) => selfOf.get(name) ?? 0)) * 1000;
      const count = sum(threads.map(({ countOf }) => countOf.get(name) ?? 0));
      // A generator has several intervals a call.
      expect(count).toBeGreaterThanOrEqual(sum(functions.map(({ calls }) => calls)));
      expect(Math.abs(shown - sum(functions.map(({ selfNs }) => selfNs)))).toBeLessThan(count);
    }
    // speedscope reads this format, too; it makes the arguments a part of the name.
    const group = await importIntoSpeedscope('o.json', JSON.stringify(trace));
    const [slow] = top;
    let seen = 0;
    for (const profile of group.profiles) {
      profile.forEachFrame((frame) => {
        if (frame.name.startsWith(`${slow.qualname} `)) seen += frame.getSelfWeight();
      });
    }
    expect(Math.abs(seen * 1000 - slow.selfNs)).toBeLessThan(slow.calls);
  });

  test('sqlite, as Python reads it', async () => {
    const { code } = await work.tracehold(['export', 'orders', '--format', 'sqlite', '-o', 'o.sqlite']);
    expect(code).toBe(0);
    const query = [
      'import json, sqlite3, sys',
      'db = sqlite3.connect(sys.argv[1])',
      'print(json.dumps([db.execute("PRAGMA integrity_check").fetchone()[0], db.execute("SELECT count(*) FROM calls").fetchone()[0]]))',
    ].join('\n');
    const { stdout } = await work.run(newest.path, ['-c', query, 'o.sqlite']);
    expect(JSON.parse(stdout)).toEqual(['ok', sum(top.map(({ calls }) => calls))]);
  });
});

describe('Ctrl-C', () => {
  const run = 'big';

  beforeAll(async () => {
    const script = example('fibonacci.py');
    const args = ['record', '--python', newest.path, '--values', 'none', '--out', 'once', '--', script, '24'];
    const { stderr } = await work.tracehold(args);
    const folder = lastLine(stderr);
    const trace = readdirSync(folder).find((name) => name.endsWith('.thtrace')) ?? '';
    mkdirSync(work.path(run));
    // Forty processes that are one: six million calls take seconds to read on any machine.
    for (let i = 1; i <= 40; i++) linkSync(join(folder, trace), work.path(run, `trace-${i}.thtrace`));
  });

  test('while a recording is read: ends soon, says so, and the next time works', async () => {
    const running = work.startTracehold(['top', run]);
    const store = work.path(run, 'store');
    const isReading = () => existsSync(store) && readdirSync(store).length > 0;
    while (!isReading()) await sleep(20);
    const asked = Date.now();
    running.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toBe('tracehold: Cancelled. The recording is untouched. Run the command again to go on.\n');
    expect(Date.now() - asked).toBeLessThan(2_000);
    expect(isReading()).toBe(false);
    const [first] = await work.json<Top[]>('top', run);
    expect(first.calls).toBe(40 * 150_049);
  });

  test('while an export is written: leaves nothing behind', async () => {
    const running = work.startTracehold(['export', run, '--format', 'chrome', '-o', 'big.json']);
    const isWriting = () => readdirSync(work.folder).some((name) => name.endsWith('.part'));
    while (!isWriting()) await sleep(20);
    running.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Cancelled');
    expect(existsSync(work.path('big.json'))).toBe(false);
    expect(isWriting()).toBe(false);
  });
});
