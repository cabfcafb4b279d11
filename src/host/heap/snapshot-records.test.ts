import { expect, test, vi } from 'vitest';
import { CodedError } from '../../base/result.js';
import type { HeapRecord } from '../../rpc/heap-contract.js';
import type { OpenHeaps } from './open-heaps.js';
import { SnapshotRecords } from './snapshot-records.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

/** Answers each question with the next of these; null fails. */
function asking(...answers: readonly (readonly (Partial<HeapRecord> | null)[] | null)[]) {
  const asked: (readonly string[])[] = [];
  const heaps: Partial<OpenHeaps> = {
    records: async (paths) => {
      const answer = answers[asked.push([...paths]) - 1];
      if (answer === null) throw new CodedError('internal', 'The thread has ended');
      return answer as readonly (HeapRecord | null)[];
    },
  };
  return { records: new SnapshotRecords(heaps as OpenHeaps), asked };
}

const first = { folder: '/w/r', file: 'heap-7-1.thheap' };
const second = { folder: '/w/r', file: 'heap-7-2.thheap' };

test('all that is asked for in one moment is one question, and nothing is asked for twice', async () => {
  const { records, asked } = asking([{ pid: 7 }, null]);
  expect(await Promise.all([records.of(first), records.of(second), records.of(first)])).toEqual([
    { pid: 7 },
    null,
    { pid: 7 },
  ]);
  expect(await records.of(second)).toBeNull();
  expect(asked).toEqual([['/w/r/heap-7-1.thheap', '/w/r/heap-7-2.thheap']]);
});

test('what could not be asked for is asked for again', async () => {
  const { records, asked } = asking(null, [{ pid: 7 }]);
  expect(await Promise.all([records.of(first), records.of(second)])).toEqual([null, null]);
  expect(await records.of(first)).toEqual({ pid: 7 });
  expect(asked[1]).toEqual(['/w/r/heap-7-1.thheap']);
});
