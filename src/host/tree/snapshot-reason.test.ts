import { expect, test, vi } from 'vitest';
import { reasonText } from './snapshot-reason.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test.each([
  ['exit', 'at the end of the program'],
  ['api', 'asked for by the program'],
  ['command', 'asked for on the command line'],
  ['editor', 'asked for in the editor'],
  ['breakpoint', 'at a breakpoint'],
  ['every', 'taken at intervals'],
  ['growth', 'because memory had grown'],
  ['of a newer recorder', 'of a newer recorder'],
  ['constructor', 'constructor'],
  ['\u202ereversed', '\\u202ereversed'],
])('a snapshot for the reason %j was taken %j', (reason, words) => {
  expect(reasonText(reason)).toBe(words);
});
