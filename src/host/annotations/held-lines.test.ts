import { expect, test, vi } from 'vitest';
import type { HeapHolder, HeapStep, HeapSummary } from '../../rpc/heap-contract.js';
import { heldLines, heldMarkdown, heldText } from './held-lines.js';

vi.mock('vscode', async () => (await import('../model/testing/editor-l10n.js')).editorL10n);

function step(file: string | null, line: number, isHolder = true): HeapStep {
  return { isHolder, place: file === null ? null : { file, line, isNow: true } } as HeapStep;
}

function holder(name: string, retainedBytes: number, path: readonly HeapStep[]): HeapHolder {
  return { name, retainedBytes, count: 3, idiom: null, path } as unknown as HeapHolder;
}

const held = (...holders: readonly HeapHolder[]) => heldLines({ holders } as unknown as HeapSummary);

test('a line that stores into several holders is marked with what they hold together', () => {
  const lines = held(
    holder('a', 2 << 20, [step('/a.py', 1, false), step('/a.py', 34)]),
    holder('b', 1 << 20, [step('/a.py', 34)]),
    holder('c', 512, [step('/a.py', 35)]),
  );
  expect(lines.map((line) => [line.place.line, heldText(line)])).toEqual([
    [34, 'holds 3.00 MiB'],
    [35, 'holds 512 B'],
  ]);
});

test('nothing is marked for a holder whose line nobody knows', () => {
  expect(held(holder('a', 1, [step(null, 0)]), holder('b', 1, [step('/a.py', 0)]), holder('c', 1, []))).toEqual([]);
});

test('the hover says why, and nothing recorded is markup in it', () => {
  const idiom = { name: 'closure', because: 'it <b>keeps</b>', todo: 'Drop [it](command:x)' };
  const [line] = held({ ...holder('m.[x](command:rm)<img>', 1 << 20, [step('/a.py', 3)]), idiom });
  expect(heldMarkdown(line)).toBe(
    '**m\\.\\[x\\]\\(command\\:rm\\)\\<img\\>** — holds 1.00 MiB in 3 objects: it \\<b\\>keeps\\<\\/b\\>.\n\n' +
      'Drop \\[it\\]\\(command\\:x\\).',
  );
});
