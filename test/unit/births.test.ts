import { expect, onTestFinished, test, vi } from 'vitest';
import { runFolder } from '../store/run-folder.js';
import { encodeValues } from '../../src/format/encode-value.js';
import type { Value } from '../../src/format/value.js';
import { TraceWriter } from '../../src/format/writer.js';
import type { SqlOptions } from '../../src/store/api.js';
import { openRun } from '../../src/store/index.js';
import type { Services } from '../../src/host/services.js';
import { birthsOf } from '../../src/host/views/births.js';

vi.mock('vscode', () => ({ commands: {} }));

const { signal } = new AbortController();
const PID = 7;
/** Milliseconds since 1970. */
const START = 1_000;

const order = (id: number) => ({
  value: encodeValues([{ kind: 'object', type: 'shop.Order', id, fields: null, more: 0, repr: null } satisfies Value]),
});

/** Makes an order at 1, 2, 4 and 4.5 ms, the third at the address of the first, and loads much at 2.5 ms. */
async function shop(isCounted = true) {
  const memory = (allocated: number, freed: number) => (isCounted ? { memory: { allocated, freed } } : {});
  const trace = new TraceWriter({
    process: { pid: PID, startEpochNs: BigInt(START) * 1_000_000n, recorder: 'native', allocations: isCounted },
  });
  const main = trace.function({ qualname: '<module>', module: 'shop', flags: 0, firstLine: 1 });
  const init = trace.function({
    qualname: 'Order.__init__',
    module: 'shop',
    names: ['self'],
    argumentCount: 1,
    firstLine: 3,
  });
  const load = trace.function({ qualname: 'load', module: 'shop', firstLine: 9 });
  const site = trace.site({ functionId: main, line: 40, callerQualname: '<module>' });
  const other = trace.site({ functionId: main, line: 50, callerQualname: '<module>' });
  const thread = trace.thread('MainThread');
  thread.call(main, 0);
  thread.call(init, 1_000_000, { site, ...order(0x7f00) }).return(init, 1_100_000, memory(300, 0));
  thread.call(init, 2_000_000, { site, ...order(0x7f40) }).return(init, 2_100_000, memory(300, 0));
  thread.call(load, 2_500_000, { site }).return(load, 2_600_000, memory(9000, 1000));
  thread.call(init, 4_000_000, { site: other, ...order(0x7f00) }).return(init, 4_100_000, memory(300, 0));
  thread.call(init, 4_500_000, { site: other }).return(init, 4_600_000, memory(300, 0));
  thread.return(main, 9_000_000, memory(9900, 1000));
  const store = await openRun(runFolder({ 'trace-7.thtrace': trace.end().bytes() }));
  onTestFinished(() => store.close());
  const client = {
    call: async (method: string, input: (SqlOptions & { readonly text: string }) | null) => {
      const { text, ...options } = input ?? { text: '' };
      return method === 'info' ? store.info() : store.sql(text, options);
    },
  };
  const runs = {
    find: (folder: string) => (folder === '/run' ? {} : undefined),
    use: async (_folder: string, work: (run: unknown) => unknown) => work({ store: client }),
  };
  return { runs } as unknown as Services;
}

const taken = { folder: '/run', pid: PID, takenMs: START + 5, previousMs: null };

test('an object is born in the last call of __init__ for its address, before the snapshot', async () => {
  const services = await shop();
  const born = async (address: string, takenMs: number) =>
    (await birthsOf(services, { ...taken, takenMs }, { type: 'shop.Order', address }, signal)).born;
  expect(await born('0x7f00', START + 5)).toMatchObject({ function: 'Order.__init__', line: 50, beforeNs: 1_000_000 });
  expect(await born('0x7f00', START + 3)).toMatchObject({ line: 40, beforeNs: 2_000_000 });
  expect(await born('0x7f40', START + 5)).toMatchObject({ line: 40, beforeNs: 3_000_000 });
  expect(await born('0x7f80', START + 5)).toBeNull();
  // Of the order that is made at 4.5 ms no values were kept.
  expect(await born('0x7f40', START + 5)).toMatchObject({ unknownCalls: 1 });
  expect(await born('0x7f40', START + 4.2)).toMatchObject({ unknownCalls: 0 });
});

test('objects of a type are born where its __init__ was called from', async () => {
  const services = await shop();
  const { born, sites, isCut } = await birthsOf(services, taken, { type: 'shop.Order', address: null }, signal);
  expect([born, isCut]).toEqual([null, false]);
  expect(sites.map(({ line, calls }) => [line, calls])).toEqual([
    [40, 2],
    [50, 2],
  ]);
  for (const type of ['shop.Other', "x'; DROP TABLE call_row; --", '\u0000', '\ud800', '']) {
    expect((await birthsOf(services, taken, { type, address: '0x1' }, signal)).sites).toEqual([]);
  }
});

test('functions are listed that allocated between the snapshots, by bytes of their own', async () => {
  const services = await shop();
  const query = { type: 'list', address: null };
  const all = await birthsOf(services, taken, query, signal);
  expect(all).toMatchObject({ missing: null, betweenNs: 5_000_000, isAfterOther: false });
  // The call that still runs when the snapshot is taken is none of them.
  expect(all.allocating?.map(({ function: name, calls, netBytes }) => [name, calls, netBytes])).toEqual([
    ['load', 1, 8000],
    ['Order.__init__', 4, 1200],
  ]);
  const later = await birthsOf(services, { ...taken, previousMs: START + 3 }, query, signal);
  expect(later).toMatchObject({ betweenNs: 2_000_000, isAfterOther: true });
  expect(later.allocating?.map(({ function: name, calls }) => [name, calls])).toEqual([['Order.__init__', 2]]);
});

test('what the recording cannot tell is said', async () => {
  const services = await shop();
  const query = { type: 'shop.Order', address: null };
  const missing = async (changed: object) =>
    (await birthsOf(services, { ...taken, ...changed }, query, signal)).missing;
  expect(await missing({ folder: '/elsewhere' })).toBe('run');
  expect(await missing({ pid: 8 })).toBe('process');
  const uncounted = await shop(false);
  const births = await birthsOf(uncounted, taken, query, signal);
  expect([births.allocating, births.sites.length]).toEqual([null, 2]);
});
