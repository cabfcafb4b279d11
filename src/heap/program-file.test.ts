import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import { withProgramFile } from './program-file.js';
import { placeOfNode } from './snapshot-graph.js';

const objects = { a: { type: 'function' }, main: { type: 'module' }, z: { type: 'function' } };
const plain = snapshotOf({ roots: { main: 'module __main__' }, objects });
const column = (...values: readonly number[]) => Uint32Array.from(values);

test('the module of the program gets its file, between the places of others', () => {
  const places = { nodes: column(0, 2), files: column(0, 1), lines: column(3, 4), names: column(2, 2) };
  const known = { ...plain, snapshot: { ...plain.snapshot, texts: ['a.py', 'z.py', 'f'], places } };
  const { snapshot } = withProgramFile(known, 'main.py');
  expect([0, 1, 2].map((node) => placeOfNode(snapshot, node))).toEqual([
    { file: 'a.py', line: 3, name: 'f' },
    { file: 'main.py', line: 0, name: '__main__' },
    { file: 'z.py', line: 4, name: 'f' },
  ]);
});

test('what is known stays', () => {
  const places = { nodes: column(1), files: column(0), lines: column(0), names: column(0) };
  const known = { ...plain, snapshot: { ...plain.snapshot, texts: ['real.py'], places } };
  expect(withProgramFile(known, 'main.py')).toBe(known);
});

test('where no module is the program, nothing is added', () => {
  const none = snapshotOf({ roots: { main: 'module app' }, objects });
  expect(withProgramFile(none, 'main.py')).toBe(none);
});
