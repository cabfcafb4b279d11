/** `tracehold record` beside Python alone: the program must not be able to tell, nor whoever started it. */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workplace, lastLine, newest, pythons } from './support/cli.js';

let work: Workplace;

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

const programs: readonly { name: string; text: string; args?: readonly string[]; input?: string; code: number }[] = [
  { name: 'prints', text: 'print("héllo")', code: 0 },
  { name: 'exits with a number', text: 'import sys\nsys.exit(7)', code: 7 },
  { name: 'exits with a text', text: 'import sys\nsys.exit("no such luck")', code: 1 },
  { name: 'raises', text: 'def f():\n  raise ValueError("x")\nf()', code: 1 },
  { name: 'exits at once', text: 'import os\nos._exit(3)', code: 3 },
  { name: 'reads its input', text: 'import sys\nprint(sys.stdin.read()[::-1])', input: 'abc\nd', code: 0 },
  {
    name: 'reads its arguments, ours among them',
    text: 'import sys\nprint(sys.argv[1:])',
    args: ['--json', '--out', 'x', '--', '-m', '', 'a b'],
    code: 0,
  },
  {
    name: 'writes bytes to both',
    text: 'import sys\nsys.stdout.buffer.write(bytes(range(256)) * 999)\nsys.stderr.write("e")',
    code: 0,
  },
  { name: 'is not Python', text: 'this is not python', code: 1 },
];

describe.each(pythons)('Python $version', ({ path: python }) => {
  test.each(programs)('a program that $name', async ({ name, text, args = [], input = '', code }) => {
    const script = work.write(`${name.replaceAll(' ', '-')}.py`, text);
    const alone = await work.run(python, [script, ...args], { input });
    const recorded = await work.tracehold(['record', '--python', python, '--', script, ...args], { input });
    expect(recorded.code).toBe(code);
    expect(recorded.code).toBe(alone.code);
    expect(recorded.stdout).toBe(alone.stdout);
    const folder = lastLine(recorded.stderr);
    const [size] = /^tracehold: Recorded [\d,.]+ (?:B|[KM]iB)\.$/m.exec(recorded.stderr) ?? [];
    expect(recorded.stderr).toBe(`${alone.stderr}\n${size}\n${folder}\n`);
    expect(dirname(folder)).toBe(work.path('.tracehold'));
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      command: [script, ...args],
      cwd: work.folder,
      exitCode: code,
    });
  });

  test.each([
    ['0', 0, /^ {2}(?:left by SystemExit\(0\)|ended the program in order)$/m],
    ['', 0, /^ {2}(?:left by SystemExit\(\)|ended the program in order)$/m],
    ['3', 3, /^ {2}raised /m],
    ["'text'", 1, /^ {2}raised /m],
  ])('sys.exit(%s): whether that is a failure', async (code, exitCode, ending) => {
    const script = work.write('exit.py', `import sys\nsys.exit(${code})`);
    const { code: ended } = await work.tracehold(['record', '--python', python, '--', script]);
    expect(ended).toBe(exitCode);
    const { stdout } = await work.tracehold(['calls', '--function', '<module>']);
    expect(stdout).toMatch(ending);
    expect(stdout.includes('raised')).toBe(exitCode !== 0);
  });

  test('a program that a signal kills', async () => {
    const script = work.write('killed.py', 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)');
    const { code, stderr } = await work.tracehold(['record', '--python', python, '--', script]);
    expect(code).toBe(128 + 9);
    const run: unknown = JSON.parse(readFileSync(join(lastLine(stderr), 'run.json'), 'utf8'));
    expect(run).toMatchObject({ signal: 'SIGKILL' });
    expect(run).not.toHaveProperty('exitCode');
  });

  test('a module', async () => {
    const { code, stdout, stderr } = await work.tracehold(
      [
        'record',
        '--python',
        python,
        '--all',
        '--out',
        `module-${basename(dirname(dirname(python)))}`,
        '--',
        '-m',
        'json.tool',
      ],
      { input: '{"a":1}' },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ a: 1 });
    const run = lastLine(stderr);
    const found = await work.json<{ readonly rows: readonly (readonly [string, number])[] }>(
      'sql',
      run,
      "SELECT function, count(*) FROM calls WHERE path LIKE '%/json/tool.py' OR function LIKE 'JSON%' GROUP BY 1",
    );
    const calls = new Map(found.rows.map(([name, count]) => [name, count]));
    for (const name of ['<module>', 'main', 'JSONDecoder.decode', 'JSONDecoder.raw_decode']) {
      expect([name, calls.get(name)]).toEqual([name, 1]);
    }
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGINT'] as const)(
    '%s reaches the program, which may outlive it',
    async (signal) => {
      const script = work.write(
        `${signal}.py`,
        [
          'import signal, sys, time',
          `signal.signal(signal.${signal}, lambda *_: (print("got it", flush=True), sys.exit(5)))`,
          'print("ready", flush=True)',
          'time.sleep(60)',
        ].join('\n'),
      );
      const running = work.startTracehold(['record', '--python', python, '--', script]);
      await running.said('ready');
      running.kill(signal);
      const { code, stdout } = await running.ended;
      expect(stdout).toContain('got it');
      expect(code).toBe(5);
    },
  );

  test('an interrupted program is seen as interrupted by whoever waits', async () => {
    const script = work.write('interrupted.py', 'import time\nprint("ready", flush=True)\ntime.sleep(60)');
    const running = work.startTracehold(['record', '--python', python, '--', script]);
    await running.said('ready');
    running.kill('SIGINT');
    const { signal, stderr } = await running.ended;
    expect(signal).toBe('SIGINT');
    expect(stderr).toContain('KeyboardInterrupt');
    expect(statSync(lastLine(stderr)).isDirectory()).toBe(true);
  });
});

describe('the run folder', () => {
  test('is for its owner only, and not for version control', async () => {
    const place = new Workplace();
    const script = place.write('a.py', 'pass');
    const { stderr } = await place.tracehold(['record', '--python', newest.path, '--', script]);
    const folder = lastLine(stderr);
    expect(basename(folder)).toMatch(/^\d{8}-\d{6}-a$/);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(place.path('.tracehold', '.gitignore'), 'utf8')).toBe('*\n');
    place.remove();
  });

  test('may be given, if it is empty', async () => {
    const script = work.write('a.py', 'pass');
    const record = (out: string) => work.tracehold(['record', '--python', newest.path, '--out', out, '--', script]);
    mkdirSync(work.path('empty'));
    mkdirSync(work.path('full'));
    writeFileSync(work.path('full', 'x'), 'mine');
    expect(lastLine((await record('empty')).stderr)).toBe(work.path('empty'));
    expect(lastLine((await record('deep/er/new')).stderr)).toBe(work.path('deep/er/new'));
    const refused = await record('full');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^tracehold: .*full is there and is not empty\. Nothing in it was changed\. .*\n$/);
    expect(await record('a.py')).toMatchObject({ code: 1, stdout: '' });
  });

  test('with --json, the line before the last says it all', async () => {
    const script = work.write('seven.py', 'raise SystemExit(7)');
    const { stderr, stdout } = await work.tracehold(['record', '--json', '--python', newest.path, script]);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    const { size } = statSync(join(lines.at(-1) ?? '', readdirSync(lines.at(-1) ?? '').find(isTrace) ?? ''));
    expect(JSON.parse(lines.at(-2) ?? '')).toEqual({ run: lines.at(-1), exitCode: 7, signal: null, bytes: size });
  });
});

const isTrace = (name: string) => name.endsWith('.thtrace');

function runFolders(place: Workplace): readonly string[] {
  const names = existsSync(place.path('.tracehold')) ? readdirSync(place.path('.tracehold')) : [];
  return names.filter((name) => name !== '.gitignore');
}

describe('what cannot be recorded', () => {
  const fail = 'import sys; sys.exit("Python 2.7.18")';

  test.each<[string, readonly string[], NodeJS.ProcessEnv, number, string]>([
    ['no program', ['--'], {}, 2, 'No program given'],
    ['no module', ['--', '-m'], {}, 2, 'No program given'],
    ['an unknown option', ['--colour', '--', 'a.py'], {}, 2, "Unknown option '--colour'"],
    ['no such interpreter', ['--python', '/no/python', '--', 'a.py'], {}, 1, '/no/python (--python) is not there'],
    ['an interpreter that fails', ['--python', 'false', '--', 'a.py'], {}, 1, 'false (--python) does not run'],
    ['another program', ['--python', '/bin/ls', '--', 'a.py'], {}, 1, '/bin/ls (--python) is not Python. '],
    ['one that says how it is used', ['--python', 'cat', '--', 'a.py'], {}, 1, 'cat (--python) is not Python. '],
    ['one that answers something', ['--python', 'echo', '--', 'a.py'], {}, 1, 'echo (--python) is not Python. '],
    ['no such script', ['--', 'missing.py'], {}, 2, 'There is no missing.py. '],
    ['a broken environment', ['--', 'a.py'], { VIRTUAL_ENV: '/no/venv' }, 1, '($VIRTUAL_ENV) is not there'],
    ['nothing on PATH', ['--', 'a.py'], { PATH: '/nowhere' }, 1, 'No Python on PATH'],
  ])('%s', async (_name, args, env, code, message) => {
    work.write('a.py', fail);
    const before = runFolders(work);
    const ended = await work.tracehold(['record', ...args], { env });
    expect(ended.stderr).toContain(`tracehold: `);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('sys.version_info');
    expect(runFolders(work)).toEqual(before);
    expect(ended).toMatchObject({ code, stdout: '' });
  });

  test('an interpreter that is too old', async () => {
    const old = work.write('old-python', '#!/bin/sh\necho 3.7.16; echo /old/python\n');
    await work.run('chmod', ['+x', old]);
    const { code, stderr } = await work.tracehold(['record', '--python', old, '--', 'a.py']);
    expect(code).toBe(1);
    expect(stderr).toContain('is Python 3.7.16, older than 3.8. Name a Python from 3.8 on with --python.');
  });

  test.each([
    ['--recorder', 'native', 'the native recorder cannot be used: no native library for Python'],
    ['--sample', 'few', '--sample takes a number of calls'],
  ])('%s %s, which the recorder refuses: why, and no run folder', async (option, value, why) => {
    const before = runFolders(work);
    // Also where a native recorder was built there is none to be had.
    mkdirSync(work.path(`library${option}`));
    work.write(`library${option}/_tracehold_native.py`, 'raise ImportError("of another machine")');
    const env = { TRACEHOLD_NATIVE: work.path(`library${option}`) };
    const script = work.write('b.py', 'pass');
    const record = (...more: readonly string[]) =>
      work.tracehold(['record', '--python', newest.path, option, value, ...more, '--', script], { env });
    mkdirSync(work.path(`given${option}`));
    for (const more of [[], ['--out', 'new'], ['--out', `given${option}`]]) {
      const { code, stderr } = await record(...more);
      expect(code).toBe(2);
      const lines = stderr.trimEnd().split('\n');
      expect(lines[0]).toContain(why);
      expect(lines.at(-1)).toMatch(/^tracehold: Nothing was recorded: .* There is no run folder\./);
    }
    expect(runFolders(work)).toEqual(before);
    expect(existsSync(work.path('new'))).toBe(false);
    // It was there before, and is as empty as it was.
    expect(readdirSync(work.path(`given${option}`))).toEqual([]);
    const { stderr } = await record('--json');
    expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toEqual({
      run: null,
      exitCode: 2,
      signal: null,
      bytes: 0,
    });
  });

  test('./.venv comes before PATH', async () => {
    const place = new Workplace();
    mkdirSync(place.path('.venv/bin'), { recursive: true });
    place.write('.venv/bin/python', `#!/bin/sh\nexec "${newest.path}" "$@"\n`);
    await place.run('chmod', ['+x', '.venv/bin/python']);
    place.write('a.py', 'pass');
    const { code, stderr } = await place.tracehold(['record', 'a.py'], { env: { PATH: dirname(process.execPath) } });
    expect(stderr).toMatch(/^\ntracehold: Recorded .*\.\n.*\n$/);
    expect(code).toBe(0);
    place.remove();
  });
});
