import { join } from 'node:path';
import { expect, test } from 'vitest';
import { restoredFolder } from './restored-folder.js';

const workspace = join('/', 'home', 'me', 'shop');
const below = (...steps: string[]) => join(workspace, ...steps);

function restored(folder: unknown, known: readonly string[] = []): string | null {
  return restoredFolder({ folder, tab: 'timeline' }, (path) => known.includes(path), [workspace]);
}

test('a run of the workspace, and one that is known', () => {
  const run = below('.tracehold', '2026-a b');
  expect(restored(run)).toBe(run);
  expect(restored('/elsewhere/run', ['/elsewhere/run'])).toBe('/elsewhere/run');
});

test.each([
  ['/elsewhere/run'],
  [workspace],
  [below('.tracehold')],
  [below('src', 'run')],
  [below('.tracehold', 'run', 'deeper')],
  [`${workspace}/.tracehold/run/`],
  [`${workspace}/.tracehold/../../../etc`],
  [`${workspace}/.tracehold/..`],
  [`${workspace}/.tracehold/./run`],
  [`${workspace}/.tracehold/run\0`],
  ['.tracehold/run'],
  [''],
  [7],
  [null],
  [{ toString: () => workspace }],
])('%j is not opened', (folder) => {
  expect(restored(folder)).toBeNull();
});

test.each([[undefined], [null], ['/a'], [[]], [{}]])('state %j holds none', (state) => {
  expect(restoredFolder(state, () => true, [workspace])).toBeNull();
});
