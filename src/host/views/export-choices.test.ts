import { expect, test, vi } from 'vitest';
import { exportChoices, exportFilters, exportName } from './export-choices.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test('proposed files', () => {
  const names = exportChoices.map((choice) => [exportName('/srv/.tracehold/0102-shop', choice), exportFilters(choice)]);
  expect(names).toEqual([
    ['0102-shop.cpuprofile', { 'CPU profile': ['cpuprofile'] }],
    ['0102-shop.speedscope.json', { speedscope: ['json'] }],
    ['0102-shop.trace.json', { 'Chrome trace': ['json'] }],
    ['0102-shop.sqlite', { SQLite: ['sqlite'] }],
  ]);
});
