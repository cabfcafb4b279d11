import { expect, test, vi } from 'vitest';
import { forPlatform, isRecordable, readConfiguration } from './launch-configuration.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

const surroundings = {
  workspaceFolder: '/srv',
  substitute: (text: string) => text.replaceAll('${x}', 'X'),
  windows: false,
};
const nothing = {
  env: new Map(),
  envFile: null,
  python: null,
  pythonArgs: [],
  workspaceFolder: '/srv',
  script: null,
  title: null,
  afterwards: null,
};

test.each([
  [{ program: '/srv/a.py' }, { words: ['/srv/a.py'], cwd: '/srv', script: '/srv/a.py' }],
  [
    { program: 'a ${x}.py', args: ['${x}', 1] },
    { words: ['a X.py', 'X', '1'], cwd: '/srv', script: '/srv/a X.py' },
  ],
  [
    { module: 'pkg', args: "-v 'a b'" },
    { words: ['-m', 'pkg', '-v', 'a b'], cwd: '/srv' },
  ],
  [
    { module: 'pkg', cwd: 'sub', envFile: '.env' },
    { words: ['-m', 'pkg'], cwd: '/srv/sub', envFile: '/srv/sub/.env' },
  ],
  [
    { module: 'pkg', env: { A: '${x}', B: null, C: 1, D: true } },
    { words: ['-m', 'pkg'], cwd: '/srv', env: new Map(Object.entries({ A: 'X', B: null, C: '1', D: 'true' })) },
  ],
  [
    { module: 'pkg', python: ['.venv/bin/python', '-u'], pythonArgs: ['-X', 'dev'] },
    { words: ['-m', 'pkg'], cwd: '/srv', python: '/srv/.venv/bin/python', pythonArgs: ['-u', '-X', 'dev'] },
  ],
  [
    { module: 'pkg', python: 'python3.12' },
    { words: ['-m', 'pkg'], cwd: '/srv', python: 'python3.12' },
  ],
  [
    { module: 'pkg', consoleName: '${x} server', postDebugTask: { type: 'npm', script: 'stop' } },
    { words: ['-m', 'pkg'], cwd: '/srv', title: 'X server', afterwards: { type: 'npm', script: 'stop' } },
  ],
  [
    { module: 'pkg', postDebugTask: 'clean up' },
    { words: ['-m', 'pkg'], cwd: '/srv', afterwards: 'clean up' },
  ],
])('%j', (raw, expected) => {
  expect(readConfiguration(raw, surroundings)).toEqual({ ok: { ...nothing, ...expected } });
});

test.each([
  [{}, 'it names neither a "program" nor a "module"'],
  [{ program: 'a', module: 'b' }, 'it names both'],
  [{ program: 7 }, '"program" is no text'],
  [{ program: 'a', args: [{}] }, '"args" is no list of texts'],
  [{ program: 'a', args: "'" }, "The quote ' is not closed"],
  [{ program: 'a', env: [] }, '"env" is no object'],
  [{ program: 'a', env: { A: {} } }, '"env": "A" is no text'],
  [{ code: 'print()' }, '"code" cannot be recorded'],
  [{ program: 'a', sudo: true }, '"sudo" is not supported'],
])('%j is refused', (raw, message) => {
  expect(readConfiguration(raw, surroundings)).toMatchObject({
    err: { code: 'bad-argument', message: expect.stringContaining(message) as string },
  });
});

test('without a folder the program says where it runs', () => {
  const bare = { ...surroundings, workspaceFolder: null };
  expect(readConfiguration({ program: '/a/b.py' }, bare)).toMatchObject({ ok: { cwd: '/a' } });
  expect(readConfiguration({ module: 'b' }, bare)).toMatchObject({ err: { code: 'bad-argument' } });
});

test.each([
  [{ type: 'debugpy', request: 'launch' }, true],
  [{ type: 'python', request: 'launch' }, true],
  [{ type: 'python', request: 'attach' }, false],
  [{ type: 'debugpy', request: 'launch', purpose: ['debug-test'] }, false],
  [{ type: 'debugpy', request: 'launch', purpose: ['debug-in-terminal'], program: '${file}' }, true],
  [{ type: 'node', request: 'launch' }, false],
  [{}, false],
])('%j can be recorded: %s', (raw, recordable) => expect(isRecordable(raw)).toBe(recordable));

test('what is said for one system counts there only', () => {
  const raw = { program: 'a', linux: { program: 'b' }, osx: { program: 'c' }, windows: 'nothing' };
  expect((['linux', 'darwin', 'win32'] as const).map((system) => forPlatform(raw, system)['program'])).toEqual([
    'b',
    'c',
    'a',
  ]);
});
