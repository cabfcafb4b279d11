import { expect, test } from 'vitest';
import type { Client } from '../../rpc/client.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import { viewHandlers } from './view-handlers.js';
import type { PageHost } from './view-handlers.js';

/** A page's way to a store that says what it was asked. */
function asking() {
  const asked: unknown[][] = [];
  const call = async (...question: unknown[]) => void asked.push(question);
  const store = async () => ({ call }) as unknown as Client<StoreMethods, StoreEvents>;
  const host: Partial<PageHost> = { store };
  const handlers = viewHandlers(host as PageHost);
  const { signal } = new AbortController();
  const answers = new Map<string, (input: never, context: { signal: AbortSignal }) => unknown>(
    Object.entries(handlers),
  );
  // What a page sends is of no type: the way in is the same for all.
  const ask = async (method: string, input: unknown) => answers.get(method)?.(input as never, { signal });
  return { asked, signal, ask, handlers };
}

test.each<[method: string, input: unknown, passedOn?: unknown]>([
  ['info', { folder: '/etc' }, null],
  ['shownValues', 5],
  ['children', { thread: 1, call: null, limit: 9, offset: 3 }],
  ['top', { sort: 'self', limit: 1e9, process: 1 }, { sort: 'self', limit: 5000 }],
])(
  '%s goes on to the store, with what it may ask and the way to cancel it',
  async (method, input, passedOn = input) => {
    const { asked, signal, ask } = asking();
    await ask(method, input);
    expect(asked).toEqual([[method, passedOn, signal]]);
  },
);

test('what cannot be meant reaches no store, whatever the method', async () => {
  const { asked, ask, handlers } = asking();
  const withInput = Object.keys(handlers).filter(
    (name) => !['start', 'info', 'threads', 'taskTracks', 'snapshots'].includes(name),
  );
  expect(withInput).toHaveLength(24);
  for (const method of withInput) {
    await expect(async () => ask(method, Symbol('nothing')), method).rejects.toMatchObject({ code: 'bad-argument' });
  }
  expect(asked).toEqual([]);
});

test.each(['open', 'finish', 'sql', 'exportTo', 'exportSqlite', 'close', 'values', 'sites', 'functions'])(
  'a page has no way to %s of the store',
  (method) => expect(asking().handlers).not.toHaveProperty(method),
);

const object = { type: 'shop.Order', address: '0x7f00' };
const query = { call: 5, isEnd: true, name: 'order', object };

test('a value that somebody looks for in a snapshot is passed on with what may be told of it', async () => {
  const heard: unknown[] = [];
  const host: Partial<PageHost> = {
    showKeeper: async (given) => {
      heard.push(given);
      return { file: null, live: false };
    },
  };
  const { showKeeper } = viewHandlers(host as PageHost);
  const { signal } = new AbortController();
  const given = { ...query, folder: '/etc', object: { ...object, path: '/etc/passwd' } };
  expect(await showKeeper(given, { signal })).toEqual({ file: null, live: false });
  expect(heard).toEqual([query]);
});

test.each([
  { isEnd: 1 },
  { call: -1 },
  { name: null },
  { object: null },
  { object: { type: 7, address: null } },
  { object: { type: 'dict', address: '0xyz' } },
])('%j of such a value reaches nothing', (wrong) => {
  const { signal } = new AbortController();
  const { takeSnapshotOf } = viewHandlers({} as PageHost);
  expect(() => takeSnapshotOf({ ...query, ...wrong } as never, { signal })).toThrow(/cannot be meant/);
});
