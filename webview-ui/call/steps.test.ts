import { expect, test } from 'vitest';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { CallRows } from './call-rows.js';
import { sameFunction, sameThreadTask, sibling } from './steps.js';

/** A thread of calls 1 to 6 below each other in pairs: 1 calls 2 and 4, 2 calls 3, 4 calls 5; 6 stands beside 1. */
const parents = [null, 1, 2, 1, 4, null];
const calls = parents.map(
  (parent, at) => ({ id: at + 1, thread: 1, parent, functionId: (at % 2) + 1, outcome: 'return' }) as CallRow,
);

function hostOf(rows: readonly CallRow[], asked: string[] = []): Host {
  const paged = (found: readonly CallRow[], { limit, offset = 0 }: { limit: number; offset?: number }) =>
    found.slice(offset, offset + limit);
  const answers = {
    call: (id: number) => rows.find((row) => row.id === id) ?? null,
    placeOf: (id: number) => {
      const of = rows.filter(({ functionId }) => functionId === rows[id - 1].functionId);
      return { index: of.findIndex((row) => row.id === id), of: of.length };
    },
    callsOf: (query: { functionIds: readonly number[]; limit: number; offset?: number }) =>
      paged(
        rows.filter(({ functionId }) => query.functionIds.includes(functionId)),
        query,
      ),
    siblings: (query: { call: number; before: number; after: number }) => {
      const among = rows.filter(({ parent }) => parent === rows[query.call - 1].parent);
      const index = among.findIndex(({ id }) => id === query.call);
      const first = Math.max(0, index - query.before);
      return { index, of: among.length, first, rows: among.slice(first, index + query.after + 1) };
    },
    taskOf: (id: number) => (id < 6 ? { thread: 1, index: Math.floor(id / 2) } : null),
    taskAt: ({ index }: { index: number }) => (index < 3 ? { call: 2 * index } : null),
  };
  const call = (method: keyof typeof answers, input: never) => {
    asked.push(method);
    return Promise.resolve(answers[method](input));
  };
  return {
    call,
    request: async (method: keyof typeof answers, input: never) => ({ ok: await call(method, input) }),
  } as unknown as Host;
}

test.each([
  [3, 1, 5],
  [3, -1, 1],
  [1, -1, null],
  [5, 1, null],
] as const)('the call of the same function after %d by %d', async (from, by, to) => {
  const found = await sameFunction(hostOf(calls), calls[from - 1], by);
  expect(found).toMatchObject({ ok: to === null ? null : { id: to } });
});

test.each([
  [2, 1, 4],
  [4, -1, 2],
  [2, -1, null],
  [4, 1, null],
  [1, 1, 6],
] as const)('the call of the same caller after %d by %d', async (from, by, to) => {
  const found = await sibling(hostOf(calls), calls[from - 1], by);
  expect(found).toMatchObject({ ok: to === null ? null : { id: to } });
});

test.each([
  [2, 1, 4],
  [5, -1, 2],
  [1, -1, null],
  [5, 1, null],
  [6, 1, null],
] as const)('the task after that of %d by %d', async (from, by, to) => {
  const found = await sameThreadTask(hostOf(calls), calls[from - 1], by);
  expect(found).toMatchObject({ ok: to === null ? null : { id: to } });
});

test('a call that still runs is asked for again', async () => {
  const asked: string[] = [];
  const rows = new CallRows(hostOf([{ ...calls[0], outcome: 'open' }], asked));
  const signal = new AbortController().signal;
  await rows.get(1, signal);
  await rows.get(1, signal);
  expect(asked).toHaveLength(2);
});
