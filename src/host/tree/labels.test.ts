import { expect, test, vi } from 'vitest';
import { callRowOf } from '../../../test/store/call-row.js';
import type { CallRow } from '../../store/api.js';
import type { KnownRun } from '../model/runs.js';
import { childList, visibleRows } from './child-list.js';
import { ItemTable, idOf } from './items.js';
import { callDescription, callTooltip, matchesFilter, runDescription, runTooltip, spoken, timeOf } from './labels.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

const started = new Date(2026, 4, 12, 14, 3).getTime();

function run(more: Partial<KnownRun> = {}): KnownRun {
  return {
    folder: '/w/.tracehold/r',
    name: 'orders',
    command: ['main.py', '--fast'],
    startedMs: started,
    exitCode: 0,
    signal: null,
    snapshots: [],
    bytes: 2048,
    live: false,
    ...more,
  };
}

test.each<[Partial<KnownRun>, number | null, RegExp]>([
  [{}, null, /^[^·]*\d\d[^·]*$/],
  [{}, 1234, / · 1,234 calls$/],
  [{ exitCode: 3 }, 1, / · 1 call · exit code 3$/],
  [{ exitCode: null, signal: 'SIGKILL' }, null, / · ended by SIGKILL$/],
  [{ exitCode: null, live: true }, 5, / · 5 calls · recording$/],
  [{ startedMs: Number.NaN }, 5, /^5 calls$/],
])('%j with %j calls', (more, calls, pattern) => {
  expect(runDescription(run(more), { calls, place: null, nowMs: started })).toMatch(pattern);
});

test('runs of another day have their date', () => {
  expect(timeOf(started, started + 86_400_000).length).toBeGreaterThan(timeOf(started, started).length);
});

test.each([
  ['ORD', true],
  ['--fast', true],
  ['main.py --f', true],
  ['other', false],
])('the filter %j matches: %s', (filter, expected) => {
  expect(matchesFilter(run(), filter)).toBe(expected);
});

test('tooltips are a few lines of plain text, whatever was recorded', () => {
  const hostile = `x\n\u202e${'y'.repeat(1e6)}`;
  for (const text of [
    runTooltip(run({ name: hostile, command: Array.from({ length: 1000 }, () => hostile), folder: hostile })),
    callTooltip({ ...call(1, 5), qualname: hostile, file: hostile, task: hostile }, null),
  ]) {
    expect(text.length).toBeLessThan(2000);
    expect(text.split('\n').length).toBeLessThan(9);
    expect(text).not.toContain('\u202e');
  }
});

test('modules, which are all called the same, have their file', () => {
  expect(callDescription(call(1, 950))).toBe('950 ns');
  expect(callDescription({ ...call(1, 950), qualname: '<module>', file: 'C:\\shop\\main.py' })).toBe(
    'main.py · 950 ns',
  );
});

function call(id: number, activeNs: number): CallRow {
  return callRowOf({ id, startNs: id, durationNs: activeNs, activeNs });
}

const ids = (rows: readonly CallRow[]) => rows.map(({ id }) => id);

test('children: most time first, or as they began where not all are known', () => {
  const rows = [call(1, 5), call(2, 9), call(3, 9), call(4, 1)];
  expect(ids(childList(rows, false).rows)).toEqual([2, 3, 1, 4]);
  expect(ids(childList(rows, true).rows)).toEqual([1, 2, 3, 4]);
});

test('a pinned call is shown once, on whatever page it is, as it is now', () => {
  const list = childList([call(1, 5), call(2, 9), call(3, 7)], false);
  const old = call(1, 2);
  const beyond = call(99, 1);
  const shown = visibleRows(
    list,
    2,
    new Map([
      [1, old],
      [2, call(2, 9)],
      [99, beyond],
    ]),
  );
  expect(ids(shown)).toEqual([2, 3, 1, 99]);
  expect(shown[2].activeNs).toBe(5);
});

test('an item is one object as long as its run is there', () => {
  const items = new ItemTable();
  const first = items.one({ kind: 'call', folder: '/r', thread: 1, call: 7 });
  expect(items.one({ kind: 'call', folder: '/r', thread: 1, call: 7 })).toBe(first);
  expect(idOf(first)).not.toBe(idOf({ ...first, folder: '/q' }));
  items.keepOnly(new Set(['/q']));
  expect(items.one({ kind: 'call', folder: '/r', thread: 1, call: 7 })).not.toBe(first);
});

test('a run says which folder it is from, where there are several', () => {
  expect(runDescription(run({}), { calls: 2, place: 'shop', nowMs: started })).toMatch(/^shop · .* · 2 calls/);
  expect(runDescription(run({}), { calls: 2, place: '\u202eshop', nowMs: started })).toMatch(/^\\u202eshop · /);
});

test('what is spoken has commas where the row has dots, and nothing empty', () => {
  expect(spoken('r run', '14:03 · 2 calls')).toBe('r run 14:03, 2 calls');
  expect(spoken('f', '2 ms', 'still open')).toBe('f 2 ms, still open');
});
