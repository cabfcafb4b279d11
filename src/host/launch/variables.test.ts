import { expect, test } from 'vitest';
import { substitute } from './variables.js';
import type { VariableContext } from './variables.js';

const context: VariableContext = {
  workspaceFolder: '/work/shop',
  workspaceFolders: new Map([
    ['shop', '/work/shop'],
    ['lib b', '/work/lib b'],
  ]),
  file: '/work/shop/src/a.b.py',
  env: { HOME: '/home/x', INNER: '${file}' },
  config: (id) => (id === 'python.pythonPath' ? '/usr/bin/python3' : null),
  userHome: '/home/x',
};

test.each([
  ['', ''],
  ['no $variable {here}', 'no $variable {here}'],
  ['${workspaceFolder}/x', '/work/shop/x'],
  ['${workspaceFolder:lib b}', '/work/lib b'],
  ['${file}', '/work/shop/src/a.b.py'],
  ['${fileDirname}', '/work/shop/src'],
  ['${fileBasename}', 'a.b.py'],
  ['${fileBasenameNoExtension}', 'a.b'],
  ['${relativeFile}', 'src/a.b.py'],
  ['${env:HOME}|${env:NONE}|', '/home/x||'],
  ['${env:INNER}', '${file}'],
  ['${config:python.pythonPath}', '/usr/bin/python3'],
  ['${cwd}${pathSeparator}${/}', '/work/shop//'],
  ['${userHome}', '/home/x'],
])('%s is %s', (text, expected) => expect(substitute(text, context)).toEqual({ text: expected, unknown: [] }));

test.each([
  '${workspaceFolder:none}',
  '${config:none}',
  '${command:workbench.action.quit}',
  '${input:x}',
  '${__proto__}',
  '${file:x}',
  '${}',
])('%s is said to be unknown and stays', (text) => {
  expect(substitute(`a${text}b`, context)).toEqual({ text: `a${text}b`, unknown: [text] });
});

test('without a file or a folder their variables are unknown', () => {
  const bare = { ...context, file: null, workspaceFolder: null };
  expect(substitute('${file} ${workspaceFolder}', bare).unknown).toEqual(['${file}', '${workspaceFolder}']);
  expect(substitute('${relativeFile}', { ...context, workspaceFolder: null }).text).toBe('/work/shop/src/a.b.py');
});
