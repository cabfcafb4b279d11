import { expect, test, vi } from 'vitest';
import type { Services } from '../services.js';

vi.mock('vscode', async () => (await import('./testing/editor-events.js')).editorEvents);

const { EventEmitter } = await import('vscode');
const { SelectionModel, nothingSelected } = await import('./selection.js');
const { keepSelection } = await import('./keep-selection.js');

const CALL = 3 * 2 ** 32 + 7;
const selected = { run: '/w/.tracehold/a', process: 1, thread: 3, call: CALL };

/** A window with these runs, and what the one before it kept. */
function windowWith(folders: readonly string[], kept?: unknown) {
  const changed = new EventEmitter<void>();
  const memory = new Map<string, unknown>([['tracehold.selection', kept]]);
  const runs = {
    runs: [] as { folder: string }[],
    onDidChange: changed.event,
    find: (folder: string) => runs.runs.find((run) => run.folder === folder),
    refresh: async () => list(folders),
  };
  const list = (names: readonly string[]) => {
    runs.runs = names.map((folder) => ({ folder }));
    changed.fire();
  };
  const workspaceState = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  const selection = new SelectionModel();
  const origins: string[] = [];
  selection.onDidChange(({ origin }) => origins.push(origin));
  const log = { warn: () => {} };
  keepSelection({ runs, selection, log, context: { workspaceState } } as unknown as Services);
  return { selection, origins, list, kept: () => memory.get('tracehold.selection') };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('what was selected is selected again, and says that nobody chose it', async () => {
  const { selection, origins } = windowWith([selected.run], selected);
  await settled();
  expect(selection.selected).toEqual(selected);
  expect(origins).toEqual(['restore']);
});

test.each([
  ['a run that is gone', ['/w/.tracehold/b'], selected],
  ['nothing', [selected.run], undefined],
  ['something else', [selected.run], { run: 7 }],
])('%s is not selected again', async (_what, folders, kept) => {
  const { selection, origins, kept: now } = windowWith(folders, kept);
  await settled();
  expect(selection.selected).toEqual(nothingSelected);
  expect(origins).toEqual([]);
  if (kept === selected) expect(now()).toBeUndefined();
});

test('whoever selects while the window starts keeps what they chose', async () => {
  const other = { ...nothingSelected, run: '/w/.tracehold/b' };
  const { selection } = windowWith([selected.run, other.run], selected);
  selection.select(other, 'tree');
  await settled();
  expect(selection.selected).toEqual(other);
});

test('what is selected is kept, until its run goes', async () => {
  const { selection, list, kept } = windowWith([selected.run]);
  // A run that has just begun is selected before it is listed.
  selection.select(selected, 'launch');
  list([]);
  expect(kept()).toEqual(selected);
  list([selected.run]);
  expect(kept()).toEqual(selected);
  list([]);
  expect(selection.selected).toEqual(nothingSelected);
  expect(kept()).toBeUndefined();
});

test('a run that goes is no step back either', () => {
  const { selection, list } = windowWith([]);
  list([selected.run, '/w/.tracehold/b']);
  selection.select(selected, 'tree');
  selection.select({ ...selected, run: '/w/.tracehold/b' }, 'tree');
  expect(selection.canGoBack).toBe(true);
  list(['/w/.tracehold/b']);
  expect(selection.canGoBack).toBe(false);
});
