import { expect, test, vi } from 'vitest';
import { unhonoured } from './unhonoured.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test.each([
  [{ program: 'a', justMyCode: true, console: 'integratedTerminal', django: false, autoReload: { enable: false } }, []],
  [{ stopOnEntry: true }, ['stopOnEntry']],
  [
    { justMyCode: false, console: 'internalConsole', redirectOutput: true },
    ['justMyCode', 'console', 'redirectOutput'],
  ],
  [{ django: true, jinja: true, gevent: true }, ['gevent', 'django', 'jinja']],
  [
    { subProcess: false, autoReload: { enable: true }, pathMappings: [{}] },
    ['subProcess', 'autoReload', 'pathMappings'],
  ],
  [{ serverReadyAction: {}, connect: {}, listen: null }, ['serverReadyAction', 'connect']],
])('%j', (raw, fields) => {
  const clauses = unhonoured(raw);
  expect(clauses.map((clause) => /^"(\w+)": \w/.exec(clause)?.[1])).toEqual(fields);
});
