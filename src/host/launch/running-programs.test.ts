import { expect, test } from 'vitest';
import type { Memento } from 'vscode';
import { RunningPrograms } from './running-programs.js';

function memento(kept: unknown): Memento {
  let state = kept;
  return {
    keys: () => [],
    get: () => state as never,
    update: (_key: string, value: unknown) => {
      state = value;
      return Promise.resolve();
    },
  } as Memento;
}

const entry = { folder: '/a', name: 'a', script: null, process: { pid: 7, began: 'x' } };

test('programs are kept until they have ended', async () => {
  const running = new RunningPrograms(memento(undefined));
  expect(running.all).toEqual([]);
  await running.add(entry);
  await running.add({ ...entry, folder: '/b', process: null });
  await running.add({ ...entry, name: 'again' });
  expect(running.all.map(({ folder, name }) => [folder, name])).toEqual([
    ['/b', 'a'],
    ['/a', 'again'],
  ]);
  await running.remove('/b');
  expect(running.all).toEqual([{ ...entry, name: 'again' }]);
});

test.each([
  'text',
  [1, null, {}],
  [{ ...entry, process: { pid: 1, began: 'x' } }],
  [{ ...entry, process: { pid: -1, began: 'x' } }],
  [{ ...entry, process: { pid: 7 } }],
  [{ ...entry, script: 3 }],
])('what is no entry is left out: %j', (kept) => {
  expect(new RunningPrograms(memento(kept)).all).toEqual([]);
});
