import { expect, onTestFinished, test } from 'vitest';
import { FunctionFlag } from '../format/schema.gen.js';
import { TraceWriter } from '../format/writer.js';
import type { WriterOptions } from '../format/writer.js';
import { programBytes } from '../../test/store/program.js';
import { runFolder } from '../../test/store/run-folder.js';
import type { Store } from './api.js';
import { openRun } from './index.js';

const memory = (allocated: number, freed: number) => ({ memory: { allocated, freed } });

/** outer calls inner twice and itself once; a generator allocates in each of its intervals, with a call in the second. */
function recording(options: WriterOptions = {}): Uint8Array {
  const trace = new TraceWriter({ process: { recorder: 'native', allocations: true }, ...options });
  const main = trace.function({ qualname: '<module>', flags: 0 });
  const outer = trace.function({ qualname: 'outer' });
  const inner = trace.function({ qualname: 'inner' });
  const stream = trace.function({ qualname: 'stream', flags: FunctionFlag.optimized | FunctionFlag.generator });
  const idle = trace.function({ qualname: 'idle' });
  const thread = trace.thread('MainThread');
  thread.call(main, 0, memory(7, 7)).call(outer, 100, memory(1000, 10)).call(inner, 200, memory(50, 0));
  thread.return(inner, 300, memory(4_000_000_000, 1)).call(inner, 400).return(inner, 500, memory(30, 2000));
  thread.call(outer, 600).return(outer, 700, memory(5, 5)).return(outer, 800, memory(100, 0));
  thread.call(stream, 900, { activation: 1 }).yield(stream, 1000, { ...memory(64, 0) });
  thread.resume(stream, 1100, { activation: 1, ...memory(1, 1) }).call(inner, 1200, memory(128, 0));
  thread.return(inner, 1300, memory(8, 8)).yield(stream, 1400, memory(256, 512));
  thread.resume(stream, 1500, { activation: 1 }).return(stream, 1600, memory(0, 300));
  thread.call(idle, 1700).return(idle, 1800).return(main, 1900, memory(0, 90));
  return trace.end().bytes();
}

async function opened(files: Record<string, Uint8Array>): Promise<Store> {
  const store = await openRun(runFolder(files));
  onTestFinished(() => store.close());
  return store;
}

function rows(store: Store, query: string): unknown {
  return store.sql(query).rows;
}

test.each([1, 2, 1000])(
  'bytes belong to the call that ran until they were told (%i events a chunk)',
  async (events) => {
    const store = await opened({ 'trace-1.thtrace': recording({ eventsPerChunk: events }) });
    expect(
      rows(store, 'SELECT function, self_allocated, self_freed, total_allocated, total_freed FROM calls ORDER BY id'),
    ).toEqual([
      ['<module>', 1001, 101, 4_000_001_642, 2927],
      ['outer', 150, 0, 4_000_000_185, 2006],
      ['inner', 4_000_000_000, 1, 4_000_000_000, 1],
      ['inner', 30, 2000, 30, 2000],
      ['outer', 5, 5, 5, 5],
      ['stream', 448, 812, 456, 820],
      ['inner', 8, 8, 8, 8],
      ['idle', 0, 0, 0, 0],
    ]);
    expect(
      rows(store, 'SELECT qualname, self_net, total_allocated, total_freed FROM functions ORDER BY total_net DESC, 1'),
    ).toEqual([
      ['<module>', 900, 4_000_001_642, 2927],
      ['outer', 150, 4_000_000_185, 2006],
      ['inner', 3_999_998_029, 4_000_000_038, 2009],
      ['idle', 0, 0, 0],
      ['stream', -364, 456, 820],
    ]);
    const [first, second] = store.top({ sort: 'net', limit: 2 });
    expect([first.qualname, second.qualname]).toEqual(['inner', '<module>']);
    expect(first.memory).toEqual({
      self: { allocated: 4_000_000_038, freed: 2009 },
      total: { allocated: 4_000_000_038, freed: 2009 },
    });
    const [streamed] = store.callsOf([store.functions('stream')[0].functionId], { limit: 1 });
    expect(streamed.memory).toEqual({ allocated: 456, freed: 820 });
    expect(store.info().processes[0].allocations).toBe(true);
  },
);

test('where nothing was counted there is nothing, not zero', async () => {
  const store = await opened({ 'trace-1.thtrace': programBytes() });
  expect(store.top({ sort: 'net', limit: 1 })[0]).not.toHaveProperty('memory');
  expect(store.children({ thread: 1, call: null }, 1)[0]).not.toHaveProperty('memory');
  expect(store.info().processes[0]).not.toHaveProperty('allocations');
  expect(rows(store, 'SELECT DISTINCT self_allocated, total_net FROM calls')).toEqual([[null, null]]);
  expect(rows(store, 'SELECT DISTINCT self_allocated, total_net FROM functions')).toEqual([[null, null]]);
});

test('of two processes one may count', async () => {
  const store = await opened({
    'trace-1.thtrace': recording(),
    'trace-2.thtrace': programBytes({ process: { pid: 2 } }),
  });
  expect(store.info().processes.map(({ allocations }) => allocations)).toEqual([true, undefined]);
  expect(store.functions('inner')[0].memory?.self.allocated).toBe(4_000_000_038);
  expect(store.functions('fact')[0]).not.toHaveProperty('memory');
});
