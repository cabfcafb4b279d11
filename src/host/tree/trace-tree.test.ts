import { expect, test, vi } from 'vitest';
import { callRowOf } from '../../../test/store/call-row.js';
import type { HeapHolder } from '../../rpc/heap-contract.js';
import type { CallRow, ThreadInfo } from '../../store/api.js';
import type { Services } from '../services.js';
import { idOf } from './items.js';
import type { TraceItem } from './items.js';
import { KeptItems } from './kept-items.js';
import { TraceTree } from './trace-tree.js';

// A stand-in for the editor, which only exists inside the editor.
vi.mock('vscode', async () => ({
  ...(await import('../model/testing/editor-l10n.js')).editorL10n,
  EventEmitter: class {
    event = () => ({ dispose: () => {} });
    fire() {}
    dispose() {}
  },
  TreeItem: class {
    constructor(
      readonly label: string,
      readonly collapsibleState: number,
    ) {}
  },
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  ThemeColor: class {
    constructor(readonly id: string) {}
  },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  workspace: { workspaceFolders: [{ name: 'w', uri: { fsPath: '/w' } }] },
}));

const folder = '/w/.tracehold/r';

function call(index: number): CallRow {
  return callRowOf({ id: index, qualname: `f${index}`, startNs: index, durationNs: index, activeNs: index });
}

/** A tree over one run whose only thread has so many root calls. @param answers 'no' for a run that cannot be opened. */
function treeOf({
  calls = 3,
  processes = 1,
  answers = true,
  expanded = new KeptItems([]),
  exitCode = 0,
  raised = null as string | null,
  snapshots = [] as readonly string[],
  holders = [] as readonly Partial<HeapHolder>[],
} = {}): TraceTree {
  const rows = Array.from({ length: calls }, (_, index): CallRow => {
    const row = call(index + 1);
    return raised === null ? row : { ...row, qualname: '<module>', outcome: 'unwind' };
  });
  const store = {
    call: async (method: string, input: { readonly limit: number; readonly offset?: number }) => {
      if (method === 'info') {
        return {
          processes: Array.from({ length: processes }, (_, at) => ({ process: at + 1, pid: 7, argv: [], calls })),
        };
      }
      const thread: Partial<ThreadInfo> = {
        thread: 1,
        process: 1,
        name: 'MainThread',
        calls,
        firstNs: 0,
        lastNs: 9,
        maxDepth: 1,
      };
      if (method === 'threads') return [thread];
      if (method === 'shownValues') {
        return { exception: { text: raised, type: /^(\w+)\(/.exec(raised ?? '')?.[1] ?? '' } };
      }
      return rows.slice(input.offset ?? 0, (input.offset ?? 0) + Math.min(input.limit, 5000));
    },
  };
  const run = {
    folder,
    name: 'r',
    command: ['r.py'],
    startedMs: 0,
    exitCode,
    signal: null,
    bytes: 0,
    live: false,
    snapshots,
  };
  const open = async () => {
    if (!answers) throw new Error('it is damaged');
    return { store };
  };
  const runs = { runs: [run], find: () => run, opened: () => undefined, open };
  const heaps = {
    summaryOf: () => ({ holders }),
    records: async (paths: readonly string[]) =>
      paths.map((path) => ({
        pid: 7,
        label: path.endsWith('-2.thheap') ? 'after\u202eload' : '',
        rssBytes: 2 << 20,
        takenMs: 0,
        reason: 'exit',
      })),
  };
  return new TraceTree({ runs, heaps, log: { warn: () => {} } } as unknown as Services, expanded);
}

async function labels(tree: TraceTree, items: readonly TraceItem[]): Promise<unknown[]> {
  return Promise.all(items.map(async (item) => (await tree.getTreeItem(item)).label));
}

test('run, thread, calls by time; each knows its parent, and is the same object when it is asked for again', async () => {
  const tree = treeOf();
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const roots = await tree.getChildren(thread);
  expect(await labels(tree, [run, thread, ...roots])).toEqual(['r', 'MainThread', 'f3', 'f2', 'f1']);
  expect(roots.map((item) => tree.getParent(item))).toEqual([thread, thread, thread]);
  expect(tree.getParent(thread)).toBe(run);
  expect((await tree.getChildren(thread))[0]).toBe(roots[0]);
  expect((await tree.getTreeItem(roots[0])).id).toBe(idOf(roots[0]));
});

test('processes show when there are several', async () => {
  const tree = treeOf({ processes: 2 });
  const [run] = await tree.getChildren();
  const processes = await tree.getChildren(run);
  expect(processes.map(({ kind }) => kind)).toEqual(['process', 'process']);
  const [thread] = await tree.getChildren(processes[0]);
  expect(tree.getParent(thread)).toBe(processes[0]);
});

test('snapshots stand below their process, what holds most below them', async () => {
  const holder = { name: 'm.<errors>', retainedBytes: 3 << 20, count: 1234, idiom: null, path: [] };
  const snapshots = ['heap-7-1.thheap', 'heap-7-2.thheap'];
  const tree = treeOf({ snapshots, holders: [holder] });
  const [run] = await tree.getChildren();
  const items = await tree.getChildren(run);
  expect(await labels(tree, items)).toEqual(['MainThread', 'Snapshot 1', 'after\\u202eload']);
  const [, snapshot] = items;
  expect(tree.getParent(snapshot)).toBe(run);
  const row = await tree.getTreeItem(snapshot);
  expect(row.description).toBe('2.00 MiB resident · at the end of the program');
  expect(row.command).toMatchObject({ command: 'vscode.open', arguments: [{ fsPath: `${folder}/heap-7-1.thheap` }] });
  const [suspect] = await tree.getChildren(snapshot);
  expect(tree.getParent(suspect)).toBe(snapshot);
  const line = await tree.getTreeItem(suspect);
  expect([line.label, line.description]).toEqual(['m.<errors>', '3.00 MiB · 1,234 objects']);
  expect(line.command).toMatchObject({ command: 'tracehold.showHolder', arguments: [suspect] });
});

test('of several processes each has its own snapshots; those of others stand beside them', async () => {
  const tree = treeOf({ processes: 2, snapshots: ['heap-7-1.thheap', 'heap-99-1.thheap', 'copy.thheap'] });
  const [run] = await tree.getChildren();
  const items = await tree.getChildren(run);
  expect(items.map(idOf)).toEqual([
    `process:1:${folder}`,
    `process:2:${folder}`,
    `snapshot:heap-99-1.thheap:${folder}`,
    `snapshot:copy.thheap:${folder}`,
  ]);
  const below = await tree.getChildren(items[0]);
  expect(below.map(({ kind }) => kind)).toEqual(['thread', 'snapshot']);
});

test('a snapshot of a program that keeps little says so', async () => {
  const tree = treeOf({ snapshots: ['heap-7-1.thheap'] });
  const [run] = await tree.getChildren();
  const [, snapshot] = await tree.getChildren(run);
  expect(await labels(tree, await tree.getChildren(snapshot))).toEqual([
    'Nothing stands out: no holder keeps much memory',
  ]);
});

test('a hundred calls at a time; the item for more is another each time', async () => {
  const tree = treeOf({ calls: 250 });
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const first = await tree.getChildren(thread);
  expect(await labels(tree, first.slice(-2))).toEqual(['f151', 'Show 100 more']);
  tree.contentsOf(folder).showMore(thread as Extract<TraceItem, { kind: 'thread' }>);
  const second = await tree.getChildren(thread);
  expect(await labels(tree, second.slice(-2))).toEqual(['f51', 'Show 50 more']);
  expect(idOf(second[200])).not.toBe(idOf(first[100]));
});

test('more than can be sorted stands as it began, and the tree says so', async () => {
  const tree = treeOf({ calls: 5001 });
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const items = await tree.getChildren(thread);
  expect(await labels(tree, [items[0], ...items.slice(-1)])).toEqual([
    'f1',
    'Only the first 5,000 calls, as they began; the timeline has all of them',
  ]);
});

test('a run that cannot be opened says why, and can be tried again', async () => {
  const tree = treeOf({ answers: false });
  const [run] = await tree.getChildren();
  const [message] = await tree.getChildren(run);
  const item = await tree.getTreeItem(message);
  expect(item.label).toBe('it is damaged');
  expect(item.command?.command).toBe('tracehold.refreshTree');
});

test('the filter leaves runs out', async () => {
  const tree = treeOf();
  tree.filter = 'other';
  expect(await tree.getChildren()).toEqual([]);
});

test('what was expanded in another session is expanded, but not what cannot be', async () => {
  const ids = [`run:${folder}`, `call:3:${folder}`];
  const tree = treeOf({ expanded: new KeptItems(ids.map((id) => ({ folder, id }))) });
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const [call3] = await tree.getChildren(thread);
  const states = await Promise.all([run, thread, call3].map(async (item) => tree.getTreeItem(item)));
  expect(states.map(({ collapsibleState }) => collapsibleState)).toEqual([2, 1, 0]);
});

test('rows are spoken with what their icons mean', async () => {
  const tree = treeOf();
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const [call3] = await tree.getChildren(thread);
  const spoken = await Promise.all(
    [run, thread, call3].map(async (item) => (await tree.getTreeItem(item)).accessibilityInformation?.label),
  );
  expect(spoken).toEqual([expect.stringMatching(/^r run .*, 3 calls$/), 'MainThread thread 3 calls, 9 ns', 'f3 3 ns']);
});

test('a row of a run that cannot be opened any more is a row', async () => {
  const tree = treeOf({ answers: false });
  const thread = tree.item({ kind: 'thread', folder, process: 1, thread: 1 });
  expect((await tree.getTreeItem(thread)).label).toBe('(gone)');
});

test.each([
  ['SystemExit(0)', 0, 'sign-out', 'ended the program in order'],
  ['SystemExit()', 0, 'sign-out', 'ended the program in order'],
  ['SystemExit(3)', 3, 'error', 'raised an exception'],
  ["SystemExit('text')", 1, 'error', 'raised an exception'],
  ['ValueError(0)', 1, 'error', 'raised an exception'],
  // What left the main module was not told.
  ['<not known>', 0, 'sign-out', 'ended the program in order'],
  ['<not known>', 3, 'error', 'raised an exception'],
])('a main module that %s left with code %d: %s', async (raised, exitCode, icon, words) => {
  const tree = treeOf({ calls: 1, raised, exitCode });
  const [run] = await tree.getChildren();
  const [thread] = await tree.getChildren(run);
  const [main] = await tree.getChildren(thread);
  const item = await tree.getTreeItem(main);
  expect(item.iconPath).toMatchObject({ id: icon });
  expect(item.accessibilityInformation?.label).toContain(words);
  const runItem = await tree.getTreeItem(run);
  expect(runItem.iconPath).toMatchObject({ id: exitCode === 0 ? 'graph-line' : 'warning' });
});
