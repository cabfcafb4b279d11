import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { snapshotBytes } from '../../test/heap/snapshot-file.js';
import { SnapshotField } from './schema.gen.js';
import { readSnapshotEnds } from './snapshot-ends.js';
import type { SnapshotEnds } from './snapshot-ends.js';

const objects = [
  { type: 'module', size: 72, edges: [['attribute', 'a', 1]] as const },
  { type: 'list', size: 56 },
];
const roots = [[0, 'main']] as const;
const record = new Map<SnapshotField, unknown>([[SnapshotField.label, 'after load']]);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tracehold-ends-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function endsOf(bytes: Uint8Array): SnapshotEnds {
  const path = join(folder(), 'heap-1-1.thheap');
  writeFileSync(path, bytes);
  return readSnapshotEnds(path);
}

test('what a snapshot says of itself is known without its objects', () => {
  const ends = endsOf(snapshotBytes({ objects, roots, record }));
  expect(ends).toMatchObject({ record: { pid: 42, label: 'after load' }, end: { nodes: 2, edges: 1 }, problem: null });
});

test.each<[what: string, bytes: Uint8Array, problem: RegExp]>([
  ['is empty', new Uint8Array(0), /ends within its header/],
  ['is something else', Buffer.from('just a text, no snapshot at all'), /is not a heap snapshot/],
  ['ends within its first chunk', snapshotBytes({ objects, roots }).subarray(0, 60), /does not say whose/],
  ['was not written to its end', snapshotBytes({ objects, roots, isCut: true }), /not written to its end/],
  ['lost its last byte', snapshotBytes({ objects, roots }).subarray(0, -1), /not written to its end/],
])('of a file that %s it is said', (_what, bytes, problem) => {
  expect(endsOf(bytes).problem).toMatch(problem);
});

test('every truncation is told, and none is an error', () => {
  const whole = snapshotBytes({ objects, roots, record });
  for (let length = 0; length < whole.length; length++) {
    const { end, problem } = endsOf(whole.subarray(0, length));
    expect([end, problem === null]).toEqual([null, false]);
  }
});

test('what is no file is not waited for', () => {
  const made = folder();
  expect(readSnapshotEnds(made).problem).toContain('no file');
  expect(readSnapshotEnds(join(made, 'missing.thheap')).problem).toContain('cannot be read');
  if (process.platform === 'win32') return;
  const pipe = join(made, 'pipe.thheap');
  execFileSync('mkfifo', [pipe]);
  expect(readSnapshotEnds(pipe).problem).toContain('no file');
});
