import { expect, test } from 'vitest';
import { askedIn, substitute } from './variables.js';
import type { VariableContext } from './variables.js';

const context: VariableContext = {
  workspaceFolder: '/srv/shop',
  workspaceFolders: new Map([
    ['shop', '/srv/shop'],
    ['lib b', '/srv/lib b'],
  ]),
  file: '/srv/shop/src/a.b.py',
  env: { HOME: '/home/x', INNER: '${file}' },
  config: (id) => (id === 'python.pythonPath' ? '/usr/bin/python3' : null),
  userHome: '/home/x',
  fileWorkspaceFolder: '/srv/shop',
  selection: { line: 4, column: 0, text: 'a b' },
  extensionFolder: (id) => (id === 'ms-python.python' ? '/ext/py' : null),
  asked: new Map([
    ['input:port', '80'],
    ['command:pick', 'picked'],
    ['command:none', null],
  ]),
};

test.each([
  ['', ''],
  ['no $variable {here}', 'no $variable {here}'],
  ['${workspaceFolder}/x', '/srv/shop/x'],
  ['${workspaceFolder:lib b}', '/srv/lib b'],
  ['${file}', '/srv/shop/src/a.b.py'],
  ['${fileDirname}', '/srv/shop/src'],
  ['${fileBasename}', 'a.b.py'],
  ['${fileBasenameNoExtension}', 'a.b'],
  ['${relativeFile}', 'src/a.b.py'],
  ['${env:HOME}|${env:NONE}|', '/home/x||'],
  ['${env:INNER}', '${file}'],
  ['${config:python.pythonPath}', '/usr/bin/python3'],
  ['${cwd}${pathSeparator}${/}', '/srv/shop//'],
  ['${userHome}', '/home/x'],
  ['${fileDirnameBasename}', 'src'],
  ['${fileWorkspaceFolder}|${fileWorkspaceFolderBasename}', '/srv/shop|shop'],
  ['${lineNumber}:${columnNumber} ${selectedText}', '5:1 a b'],
  ['${extensionInstallFolder:ms-python.python}', '/ext/py'],
  ['${input:port} ${command:pick}', '80 picked'],
])('%s is %s', (text, expected) => expect(substitute(text, context)).toEqual({ text: expected, unknown: [] }));

test.each([
  '${workspaceFolder:none}',
  '${config:none}',
  '${command:workbench.action.quit}',
  '${input:x}',
  '${command:none}',
  '${extensionInstallFolder:x}',
  '${execPath}',
  '${__proto__}',
  '${file:x}',
  '${}',
])('%s is said to be unknown and stays', (text) => {
  expect(substitute(`a${text}b`, context)).toEqual({ text: `a${text}b`, unknown: [text] });
});

test('without a file or a folder their variables are unknown', () => {
  const bare = { ...context, file: null, workspaceFolder: null };
  expect(substitute('${file} ${workspaceFolder}', bare).unknown).toEqual(['${file}', '${workspaceFolder}']);
  expect(substitute('${relativeFile}', { ...context, workspaceFolder: null }).text).toBe('/srv/shop/src/a.b.py');
});

test('what has to be asked for is found in all texts, once', () => {
  const value = { a: ['x ${input:b} ${command:c} ${file}', { d: '${input:b}${input:e:f}' }], g: 1, h: null };
  expect(askedIn(value)).toEqual(['input:b', 'command:c', 'input:e:f']);
});
