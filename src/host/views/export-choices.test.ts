import { expect, test, vi } from 'vitest';
import { exportChoices, exportFilters, exportName } from './export-choices.js';
import { oneLine } from './one-line.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

test.each([
  ['orders.py', 'orders.py'],
  ['a\nb\u001b[31m\u202e\ud800', 'a\ufffdb\ufffd[31m\ufffd\ufffd'],
  ['x'.repeat(300), `${'x'.repeat(200)}…`],
])('%j reads as %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

test('proposed files', () => {
  const names = exportChoices.map((choice) => [
    exportName('/work/.tracehold/0102-shop', choice),
    exportFilters(choice),
  ]);
  expect(names).toEqual([
    ['0102-shop.cpuprofile', { 'CPU profile': ['cpuprofile'] }],
    ['0102-shop.speedscope.json', { speedscope: ['json'] }],
    ['0102-shop.trace.json', { 'Chrome trace': ['json'] }],
    ['0102-shop.sqlite', { SQLite: ['sqlite'] }],
  ]);
});
