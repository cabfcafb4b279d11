import { expect, test, vi } from 'vitest';
import { CodedError } from '../../base/result.js';
import type { Services } from '../services.js';
import { RunSnapshots } from './run-snapshots.js';

const executed = vi.hoisted(() => [] as unknown[][]);
vi.mock('vscode', async () => ({
  ...(await import('../model/testing/editor-l10n.js')).editorL10n,
  commands: { executeCommand: async (...words: unknown[]) => void executed.push(words) },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
}));

const folder = '/srv/.tracehold/run';
const { signal } = new AbortController();

/** A run with two snapshots, of which the second says nothing of itself. */
function made() {
  const opened = new Map<string, { sentence: string | null }>();
  const heaps = {
    summaryOf: (path: string) => opened.get(path),
    records: async (paths: readonly string[]) => paths.map((path) => (path.endsWith('-1.thheap') ? { pid: 7 } : null)),
    open: async (path: string) => {
      if (path.endsWith('-2.thheap')) throw new CodedError('damaged', 'it is cut');
      opened.set(path, { sentence: 'much' });
    },
  };
  const known = { snapshots: ['heap-7-1.thheap', 'heap-7-2.thheap'] };
  const services = { heaps, runs: { find: () => known } } as unknown as Services;
  return { snapshots: new RunSnapshots(services, folder), known };
}

test('snapshots are listed as they say themselves, and with their verdict once they were read', async () => {
  const { snapshots } = made();
  expect(await snapshots.all()).toEqual([
    { file: 'heap-7-1.thheap', record: { pid: 7 }, verdict: null },
    { file: 'heap-7-2.thheap', record: null, verdict: null },
  ]);
  const verdict = { sentence: 'much' };
  expect(await snapshots.read('heap-7-1.thheap', signal)).toMatchObject({ record: { pid: 7 }, verdict });
  expect(await snapshots.all()).toMatchObject([{ verdict }, { verdict: null }]);
  await expect(snapshots.read('heap-7-2.thheap', signal)).rejects.toThrow(/heap-7-2\.thheap is damaged.*not changed/);
});

test('only snapshots of the run are opened', async () => {
  const { snapshots } = made();
  await snapshots.show('heap-7-2.thheap');
  expect(executed).toEqual([['vscode.open', { fsPath: `${folder}/heap-7-2.thheap` }]]);
  for (const file of ['heap-8-1.thheap', '../other/heap-7-1.thheap', '/etc/passwd', 'run.json']) {
    await expect(snapshots.show(file)).rejects.toMatchObject({ code: 'not-found' });
    await expect(snapshots.read(file, signal)).rejects.toMatchObject({ code: 'not-found' });
  }
  expect(executed).toHaveLength(1);
});
