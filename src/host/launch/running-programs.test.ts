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

const entry = { folder: '/a', name: 'a', script: null, process: { pid: 7, began: 'x' }, afterwards: null };

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

test.each([null, 'stop the server', { type: 'npm', script: 'clean' }])(
  'with the task to run after them: %j',
  async (task) => {
    const running = new RunningPrograms(memento(undefined));
    await running.add({ ...entry, afterwards: task });
    expect(running.all).toEqual([{ ...entry, afterwards: task }]);
  },
);

test('what was kept before there were tasks has none', () => {
  const { afterwards: _none, ...older } = entry;
  expect(new RunningPrograms(memento([older])).all).toEqual([entry]);
});

test.each([
  'text',
  [1, null, {}],
  [{ ...entry, process: { pid: 1, began: 'x' } }],
  [{ ...entry, process: { pid: -1, began: 'x' } }],
  [{ ...entry, process: { pid: 7 } }],
  [{ ...entry, script: 3 }],
  [{ ...entry, afterwards: 3 }],
  [{ ...entry, afterwards: ['a'] }],
])('what is no entry is left out: %j', (kept) => {
  expect(new RunningPrograms(memento(kept)).all).toEqual([]);
});
