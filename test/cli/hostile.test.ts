/** What was recorded may be damaged or made to harm; what is asked may be nonsense. */
import { cpSync, mkdirSync, readFileSync, readdirSync, truncateSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workplace, cliFile, lastLine, newest, repository } from './support/cli.js';

let work: Workplace;

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

const escape = '\u001b]0;owned\u0007\u001b[31m';

/** Names, values, paths and exceptions that would steer a terminal. */
const hostileProgram = String.raw`
BAD = "\x1b]0;owned\x07\x1b[31m"
source = "def f(x):\n    y = {x: 10**30}\n    return [x, chr(0xd800) + chr(0x202e), 2**64]\n"
space = {"__name__": "bad"}
code = compile(source, __file__ + BAD + ".py", "exec")
exec(code, space)
space["f"](BAD)
def g(x):
    raise ValueError(BAD)
try:
    g(1)
except ValueError:
    pass
`;

async function record(name: string, text: string, ...options: string[]): Promise<string> {
  const script = work.write(`${name}.py`, text);
  const { code, stderr } = await work.tracehold([
    'record',
    '--python',
    newest.path,
    '--out',
    name,
    ...options,
    '--',
    script,
  ]);
  if (code !== 0) throw new Error(stderr);
  return lastLine(stderr);
}

describe('a recording that would steer a terminal', () => {
  beforeAll(() => record('hostile', hostileProgram, '--all'));

  test.each([
    ['list'],
    ['info', 'hostile'],
    ['top', 'hostile', '--limit', '500'],
    ['tree', 'hostile'],
    ['calls', 'hostile', '--function', 'f'],
    ['calls', 'hostile', '--function', 'g'],
    ['calls', 'hostile', '--function', escape],
    ['sql', 'hostile', `SELECT qualname, '${escape}' AS "${escape}" FROM functions`],
    ['top', escape],
    [escape],
  ])('%s prints no control character', async (...args) => {
    for (const { stdout, stderr } of [await work.tracehold(args), await onTerminal(200, args)]) {
      // Styles of ours are SGR sequences; a title or a bell is not.
      expect(stdout).not.toMatch(/\u001b\](?!8)|\u0007|\u202e/);
      expect(stderr).not.toContain(escape);
    }
    expect((await work.tracehold(args)).stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('JSON holds it all, exactly', async () => {
    const { stdout } = await work.tracehold(['calls', 'hostile', '--function', 'f', '--json']);
    const [call] = JSON.parse(stdout) as { arguments: { x: string }; result: unknown[] }[];
    expect(call.arguments.x).toBe(escape);
    expect(call.result[1]).toBe('\ud800\u202e');
    expect(stdout).toContain('18446744073709551616');
    expect(stdout).toContain('1000000000000000000000000000000');
  });
});

function onTerminal(columns: number, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const helper = join(repository, 'test/cli/support/on_terminal.py');
  return work.run(newest.path, [helper, columns.toString(), process.execPath, cliFile, ...args], {
    env: { TERM: 'xterm', ...env },
  });
}

describe('on a terminal', () => {
  beforeAll(() =>
    record('plain', 'def a_function_with_a_rather_long_name(n):\n    return n\na_function_with_a_rather_long_name(1)'),
  );

  /** What stays on the screen: a line is what follows the last return to its start. */
  const screen = (shown: string) =>
    shown.split('\r\n').map((line) => line.replace(/^[^]*\r/, '').replaceAll(/\u001b\[[\d;]*[mK]/g, ''));

  test('tables fit, and say where to go next', async () => {
    const { code, stdout } = await onTerminal(60, ['top', 'plain']);
    expect(code).toBe(0);
    const lines = screen(stdout);
    for (const line of lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines.slice(1, 3).some((line) => /%.*a_func\w*… +plain\.py:1$/.test(line))).toBe(true);
    expect(stdout).toContain('\u001b[2m');
    expect(stdout).toContain('tracehold calls plain --function');
  });

  test('NO_COLOR is honoured', async () => {
    const { stdout } = await onTerminal(80, ['top', 'plain'], { NO_COLOR: '1' });
    expect(stdout).not.toContain('\u001b[2m');
  });

  test('nothing of progress stays', async () => {
    await record('fresh', 'print(1)');
    const { stdout } = await onTerminal(80, ['top', 'fresh', '--json']);
    expect(stdout).toContain('reading');
    expect(() => JSON.parse(screen(stdout).join('')) as unknown).not.toThrow();
  });
});

describe('nothing to ask', () => {
  test('no .tracehold yet', async () => {
    const place = new Workplace();
    expect(await place.json('list')).toEqual([]);
    expect(await place.tracehold(['list'])).toMatchObject({ code: 0, stdout: '' });
    const { code, stdout, stderr } = await place.tracehold(['top', '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tracehold: No runs in .*\.tracehold\. Record one: .*\.\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not-found' } });
    expect(readdirSync(place.folder)).toEqual([]);
    place.remove();
  });

  test.each<[string, readonly string[], number, string]>([
    ['no such run', ['info', 'nope'], 1, "No run 'nope'"],
    ['a folder that is none', ['info', '.'], 1, 'holds no recording'],
    ['a file', ['info', 'plain.py'], 1, "No run 'plain.py'"],
    ['no such command', ['nope'], 2, "There is no command 'nope'"],
    ['no such option', ['top', '--nope'], 2, "Unknown option '--nope'"],
    ['no function', ['calls', 'plain'], 2, '--function is missing'],
    ['no query', ['sql', 'plain', ''], 2, 'The SELECT is missing'],
    ['bad SQL', ['sql', 'plain', 'SELECT 1 FROM nowhere'], 2, 'nowhere'],
    ['SQL that writes', ['sql', 'plain', 'DELETE FROM functions'], 2, 'Only one SELECT'],
    [
      'no such format',
      ['export', 'plain', '--format', 'x', '-o', 'y'],
      2,
      '--format takes speedscope, chrome, cpuprofile or sqlite',
    ],
    ['no file', ['export', 'plain', '--format', 'chrome'], 2, '--output is missing'],
    ['no folder for the file', ['export', 'plain', '--format', 'chrome', '-o', 'no/y'], 1, 'no is not there'],
    ['a limit of nothing', ['top', 'plain', '--limit', '0'], 2, '--limit takes a whole number from 1'],
  ])('%s', async (_name, args, code, message) => {
    const ended = await work.tracehold(args);
    expect(ended.stderr).toMatch(/^tracehold: .*\.\n$/);
    expect(ended.stderr).toContain(message);
    expect(ended).toMatchObject({ code, stdout: '' });
  });

  test('every command explains itself', async () => {
    for (const name of ['record', 'list', 'info', 'top', 'calls', 'tree', 'sql', 'export']) {
      const { code, stdout, stderr } = await work.tracehold([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`example: tracehold ${name}`);
    }
    expect(await work.tracehold(['--version'])).toMatchObject({ code: 0, stderr: '' });
    expect(await work.tracehold([])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('damage', () => {
  const program = 'def f(n):\n    return n\nfor i in range(5000):\n    f(i)\n';

  beforeAll(() => record('whole', program));

  const copy = (name: string) => {
    cpSync(work.path('whole'), work.path(name), { recursive: true, filter: (path) => !path.endsWith('store') });
    const file = readdirSync(work.path(name)).find((entry) => entry.endsWith('.thtrace'));
    return work.path(name, file ?? '');
  };

  test('a recording that was cut is shown up to the cut, and says so', async () => {
    const trace = copy('cut');
    truncateSync(trace, Math.floor(statSync(trace).size * 0.6));
    const { processes } = await work.json<{ processes: { complete: boolean; problems: unknown[] }[] }>('info', 'cut');
    expect(processes[0].complete).toBe(false);
    expect(processes[0].problems.length).toBeGreaterThan(0);
    const [f] = await work.json<{ qualname: string; calls: number }[]>('top', 'cut', '--sort', 'calls');
    expect(f.qualname).toBe('f');
    expect(f.calls).toBeGreaterThan(0);
    expect(f.calls).toBeLessThan(5000);
    expect((await work.tracehold(['info', 'cut'])).stdout).toMatch(/problem/);
  });

  test('a recording of nothing but its first bytes', async () => {
    truncateSync(copy('stub'), 20);
    expect((await work.tracehold(['top', 'stub'])).code).toBe(0);
    expect((await work.tracehold(['tree', 'stub'])).code).toBe(0);
  });

  test('a file that is no recording', async () => {
    writeFileSync(copy('other'), 'PK\u0003\u0004 not a trace');
    const { processes } = await work.json<{ processes: { complete: boolean }[] }>('info', 'other');
    expect(processes.every(({ complete }) => !complete)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"name": "x", "comm'],
    ['deep', '['.repeat(200_000)],
    ['other types', '{"name":{},"command":"rm -rf","started":-1,"exitCode":"\\u001b[31m"}'],
    ['control characters', JSON.stringify({ command: [escape], pythonVersion: escape, signal: escape, name: escape })],
  ])('run.json with %s', async (name, text) => {
    const run = `.tracehold/run-json-${name.replaceAll(' ', '-')}`;
    mkdirSync(work.path('.tracehold'), { recursive: true });
    copy(run);
    writeFileSync(work.path(run, 'run.json'), text);
    expect(await work.tracehold(['info', run])).toMatchObject({ code: 0, stderr: '' });
    const listed = await work.tracehold(['list']);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).not.toContain('\u001b');
    expect(readFileSync(work.path(run, 'run.json'), 'utf8')).toBe(text);
  });
});

test('a reader that has seen enough is no failure', async () => {
  await record('many', Array.from({ length: 3000 }, (_, i) => `def f${i}(): pass\nf${i}()`).join('\n'));
  const { code, stdout, stderr } = await work.run('bash', [
    '-c',
    `set -o pipefail; "${process.execPath}" "${cliFile}" top many --limit 3000 | head -n 1`,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toHaveLength(2);
});
