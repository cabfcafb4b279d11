import { expect, onTestFinished, test, vi } from 'vitest';
import type { RunSnapshot } from '../../rpc/view-contract.js';
import type { Services } from '../services.js';
import { Keepers, snapshotNear } from './show-keeper.js';
import { WantedObjects } from '../heap/wanted-objects.js';

const executed = vi.hoisted(() => [] as unknown[][]);
const taken = vi.hoisted(() => ({ path: undefined as string | undefined }));
vi.mock('vscode', async () => ({
  ...(await import('../model/testing/editor-events.js')).editorEvents,
  commands: {
    executeCommand: async (...words: unknown[]) => {
      executed.push(words);
      return words[0] === 'tracehold.takeHeapSnapshot' ? taken.path : undefined;
    },
  },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
}));

const folder = '/srv/.tracehold/run';

function snapshot(file: string, pid: number, takenMs: number): RunSnapshot {
  const record = { pid, takenMs, rssBytes: null, python: '', label: '', reason: '', walker: '' };
  return { file, record, verdict: null };
}

const all = [
  snapshot('early', 7, 1_000),
  snapshot('late', 7, 3_000),
  snapshot('latest', 7, 9_000),
  snapshot('other process', 8, 2_001),
  { file: 'silent', record: null, verdict: null },
  snapshot('timeless', 7, 0),
];

test.each([
  [2_000e6, { file: 'late', laterNs: 1_000e6 }],
  [3_000e6, { file: 'late', laterNs: 0 }],
  [3_001e6, { file: 'latest', laterNs: 5_999e6 }],
  [10_000e6, { file: 'latest', laterNs: -1_000e6 }],
])('an object that was seen at %d is looked for in the next snapshot of its process', (epochNs, expected) => {
  expect(snapshotNear(all, 7, epochNs)).toEqual(expected);
});

test('a process without snapshots has none to look in', () => {
  expect(snapshotNear(all, 9, 2_000e6)).toBeNull();
  expect(snapshotNear([], 7, 2_000e6)).toBeNull();
});

/** A run of one process, whose call 5 took from 1 to 3 s after its beginning at 1 s. */
function made(snapshots: readonly RunSnapshot[]) {
  executed.length = 0;
  const store = {
    call: async (method: string, call: unknown) =>
      method === 'info'
        ? { processes: [{ process: 2, pid: 7, startEpochNs: 1_000e6 }] }
        : call === 5
          ? { process: 2, startNs: 1_000e6, durationNs: 2_000e6, qualname: 'keep' }
          : null,
  };
  const wanted = new WantedObjects();
  onTestFinished(() => wanted.dispose());
  const runs = { open: async () => ({ store }), find: () => ({ live: true }) };
  const services = { runs, wanted } as unknown as Services;
  const known = { all: async () => snapshots, recordOf: async () => snapshot('new', 7, 8_000).record };
  return { keepers: new Keepers(services, folder, known), wanted };
}

const object = { type: 'shop.Order', address: '0x7f00' };

test.each([
  [false, 'late', 1_000e6],
  [true, 'latest', 5_000e6],
])('what was recorded at the end of a call (%s) is looked for after it', async (isEnd, file, laterNs) => {
  const { keepers, wanted } = made([snapshot('late', 7, 3_000), snapshot('latest', 7, 9_000)]);
  expect(await keepers.show({ call: 5, isEnd, name: 'order', object })).toEqual({ file, live: true });
  expect(executed).toEqual([['vscode.open', { fsPath: `${folder}/${file}` }]]);
  expect(wanted.take(`${folder}/${file}`)).toEqual({ name: 'order', function: 'keep', ...object, laterNs });
});

test('without a snapshot nothing is opened, and of a call that is none nothing is told', async () => {
  const { keepers } = made([]);
  expect(await keepers.show({ call: 5, isEnd: true, name: '', object })).toEqual({ file: null, live: true });
  await expect(keepers.show({ call: 6, isEnd: true, name: '', object })).rejects.toMatchObject({ code: 'not-found' });
  expect(executed).toEqual([]);
});

test('a snapshot is taken of the process of the call, and shown with its object', async () => {
  const { keepers, wanted } = made([]);
  taken.path = `${folder}/heap-7-1.thheap`;
  expect(await keepers.take({ call: 5, isEnd: true, name: '', object })).toEqual({
    file: 'heap-7-1.thheap',
    live: true,
  });
  expect(executed).toEqual([
    ['tracehold.takeHeapSnapshot', { folder, process: 2 }],
    ['vscode.open', { fsPath: taken.path }],
  ]);
  expect(wanted.take(taken.path)).toMatchObject({ laterNs: 4_000e6 });
  taken.path = undefined;
  expect(await keepers.take({ call: 5, isEnd: true, name: '', object })).toEqual({ file: null, live: true });
});
