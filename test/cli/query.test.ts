/** What the query commands answer about recordings of real programs. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workplace, lastLine, newest, pythons, repository } from './support/cli.js';

let work: Workplace;

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

/** By the pure recorder, also where the native one was built: what is said of the recorder is asserted. */
async function record(python: string, out: string, ...target: string[]): Promise<string> {
  const options = ['--python', python, '--recorder', 'pure', '--out', out];
  const { code, stderr } = await work.tracehold(['record', ...options, '--', ...target]);
  if (code !== 0) throw new Error(stderr);
  return lastLine(stderr);
}

const example = (name: string) => join(repository, 'examples', name);

interface Top {
  readonly function: string;
  readonly qualname: string;
  readonly file: string;
  readonly line: number;
  readonly calls: number;
  readonly selfNs: number;
  readonly totalNs: number;
}

interface Call {
  readonly id: number;
  readonly thread: number;
  readonly start: number;
  readonly durationNs: number;
  readonly callerFile: string | null;
  readonly callerLine: number | null;
  readonly arguments: Readonly<Record<string, unknown>> | null;
  readonly locals: Readonly<Record<string, unknown>> | null;
  readonly result: unknown;
  readonly exception: unknown;
}

interface Node {
  readonly qualname: string;
  readonly calls: number;
  readonly selfNs: number;
  readonly totalNs: number;
  readonly children: readonly Node[];
}

describe.each(pythons)('fibonacci(12) on Python $version', ({ path: python, version }) => {
  const run = `fibonacci-${version}`;

  beforeAll(() => record(python, run, example('fibonacci.py'), '12'));

  test('info', async () => {
    const info = await work.json<{ run: string; processes: Record<string, unknown>[] }>('info', run);
    expect(Object.keys(info)).toEqual(['run', 'processes']);
    expect(info.processes).toHaveLength(1);
    expect(Object.keys(info.processes[0])).toEqual([
      'pid',
      'python',
      'recorder',
      'reason',
      'calls',
      'threads',
      'bytes',
      'complete',
      'problems',
    ]);
    // 465 of fibonacci, main and the module.
    expect(info.processes[0]).toMatchObject({ python: version, recorder: 'pure', calls: 467, threads: 1 });
    expect(info.processes[0]).toMatchObject({ complete: true, problems: [] });
  });

  test('top', async () => {
    const top = await work.json<Top[]>('top', run, '--sort', 'calls');
    expect(Object.keys(top[0])).toEqual(['function', 'qualname', 'file', 'line', 'calls', 'selfNs', 'totalNs']);
    expect(top.map(({ qualname, calls }) => [qualname, calls])).toEqual(
      [['fibonacci', 465], ...['<module>', 'main'].map((name) => [name, 1])]
        .toSorted((a, b) => Number(b[1]) - Number(a[1]) || 0)
        .map((row) => expect.arrayContaining([row[1]]) as unknown),
    );
    const [fibonacci] = top;
    expect(fibonacci).toMatchObject({ function: 'fibonacci', file: example('fibonacci.py') });
    expect(fibonacci.selfNs).toBe(fibonacci.totalNs);
    const total = await work.json<Top[]>('top', run, '--sort', 'total', '--limit', '1');
    expect(total.map(({ qualname }) => qualname)).toEqual(['<module>']);
    const self = top.reduce((sum, { selfNs }) => sum + selfNs, 0);
    expect(total[0].totalNs).toBe(self);
  });

  test('calls', async () => {
    const calls = await work.json<Call[]>('calls', run, '--function', 'fibonacci', '--limit', '3');
    expect(calls).toHaveLength(3);
    const [first, second] = calls;
    expect(Object.keys(first)).toEqual([
      'id',
      'thread',
      'start',
      'durationNs',
      'callerFile',
      'callerLine',
      'arguments',
      'locals',
      'result',
      'exception',
    ]);
    expect(first).toMatchObject({ arguments: { n: 12 }, locals: { n: 12 }, result: 144, exception: null });
    expect(first).toMatchObject({ callerFile: example('fibonacci.py') });
    expect(second).toMatchObject({ arguments: { n: 11 }, result: 89 });
    expect(second.start).toBeGreaterThan(first.start);
    expect(second.durationNs).toBeLessThan(first.durationNs);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
    const all = await work.json<Call[]>('calls', run, '--function', 'fibonacci', '--limit', '1000');
    expect(all).toHaveLength(465);
  });

  test('tree', async () => {
    const [module, ...others] = await work.json<Node[]>('tree', run, '--depth', '100');
    expect(others).toEqual([]);
    expect(module).toMatchObject({ qualname: '<module>', calls: 1 });
    let level: readonly Node[] = module.children;
    expect(level.map(({ qualname, calls }) => [qualname, calls])).toEqual([['main', 1]]);
    let seen = 0;
    for (level = level[0].children; level.length > 0; level = level[0].children) {
      expect(level.map(({ qualname }) => qualname)).toEqual(['fibonacci']);
      seen += level[0].calls;
      expect(level[0].totalNs).toBe(level[0].selfNs + (level[0].children[0]?.totalNs ?? 0));
    }
    expect(seen).toBe(465);
    const cut = await work.json<Node[]>('tree', run, '--depth', '2');
    expect(cut[0].children[0].children).toEqual([]);
  });

  test('sql', async () => {
    const query = "SELECT qualname, calls FROM functions WHERE qualname = 'fibonacci'";
    expect(await work.json('sql', run, query)).toEqual({
      columns: ['qualname', 'calls'],
      rows: [['fibonacci', 465]],
      notice: null,
    });
    const count = await work.json<{ rows: number[][] }>('sql', run, 'SELECT count(*) FROM calls');
    expect(count.rows).toEqual([[467]]);
  });

  test('the same again from the saved store', async () => {
    const before = await work.json<Call[]>('calls', run, '--function', 'fibonacci');
    const after = await work.json<Call[]>('calls', run, '--function', 'fibonacci');
    expect(after).toEqual(before);
  });
});

describe('orders', () => {
  beforeAll(() => record(newest.path, 'orders', example('orders/main.py')));

  const calls = (name: string, ...more: string[]) => work.json<Call[]>('calls', 'orders', '--function', name, ...more);

  test('the slow function is the first of top', async () => {
    // A module's own time is that of its imports, which on a busy machine may be any.
    const [first] = (await work.json<Top[]>('top', 'orders')).filter(({ qualname }) => qualname !== '<module>');
    expect(first).toMatchObject({ qualname: 'tax_percent', file: example('orders/pricing.py'), calls: 320 });
  });

  test('a secret is not in the answer, nor anywhere in the recording', async () => {
    const [charge] = await calls('charge', '--limit', '1');
    expect(charge.arguments?.['api_password']).toEqual({ $type: 'redacted' });
    const { code } = await work.run('grep', ['-r', 'correct horse', work.path('orders')]);
    expect(code).toBe(1);
  });

  test('exceptions are told by the calls that they left', async () => {
    const all = await calls('price_of', '--limit', '1000');
    const left = all.filter(({ exception }) => exception !== null);
    expect(left).toHaveLength(20);
    expect(JSON.stringify(left[0].exception)).toContain('UnknownProduct');
    expect(left[0].result).toBeNull();
  });

  test('every thread and task has its calls', async () => {
    const { processes } = await work.json<{ processes: { threads: number }[] }>('info', 'orders');
    expect(processes[0].threads).toBeGreaterThanOrEqual(3);
    const { rows } = await work.json<{ rows: string[][] }>('sql', 'orders', 'SELECT name FROM threads ORDER BY name');
    expect(rows.flat()).toEqual(expect.arrayContaining(['MainThread', 'packer-1', 'packer-2']));
  });

  test('a plain name is enough, and a wrong one names what is near', async () => {
    expect((await calls('pack')).length).toBeGreaterThan(0);
    const { code, stderr } = await work.tracehold(['calls', 'orders', '--function', 'tax_percen']);
    expect(code).toBe(1);
    expect(stderr).toBe("tracehold: No call of 'tax_percen' was recorded. Perhaps 'tax_percent'.\n");
  });

  test.each([['info'], ['top'], ['tree'], ['calls', '--function', 'settle']])(
    '%s for people',
    async (name, ...more) => {
      const { code, stdout, stderr } = await work.tracehold([name, 'orders', ...more]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // No colours where there is no terminal.
      expect(stdout).not.toContain('\u001b');
      expect(stdout).toMatch(/pricing\.py|orders|settle order/);
    },
  );
});
