import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FunctionFlag } from '../../format/schema.gen.js';
import { TraceWriter } from '../../format/writer.js';
import type { WriterOptions } from '../../format/writer.js';
import { programBytes } from '../../../test/store/program.js';
import { runFolder, temporaryFolder } from '../../../test/store/run-folder.js';
import type { SpanColumns, Store } from '../api.js';
import { openLiveRun, openRun } from '../index.js';

const DEPTHS = 8;
const PIXELS = [1, 100, 2000, 300_000, 100_000_000];

interface Open {
  readonly fn: number;
  readonly activation: number;
  net: number;
}

/**
 * A program whose calls and generators allocate and free at random, with some slices of milliseconds among short ones.
 *
 * @param ends false leaves what is on the stack open.
 */
function busy(slices: number, options: WriterOptions = {}, ends = true) {
  const trace = new TraceWriter({ process: { recorder: 'native', allocations: true }, ...options });
  const thread = trace.thread('MainThread');
  const main = trace.function({ qualname: 'main' });
  const plain = trace.function({ qualname: 'plain' });
  const stream = trace.function({ qualname: 'stream', flags: FunctionFlag.optimized | FunctionFlag.generator });
  let state = 11;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  /** By depth, of all slices that began. */
  const net = new Float64Array(DEPTHS);
  const open: Open[] = [{ fn: main, activation: 0, net: 0 }];
  const suspended: number[] = [];
  let now = 0;
  let begun = 1;
  let activations = 0;
  const told = () => {
    const memory = random(3) === 0 ? { allocated: 0, freed: 0 } : { allocated: random(1e6), freed: random(1e6) };
    const top = open.at(-1);
    if (top !== undefined) top.net += memory.allocated - memory.freed;
    return { memory };
  };
  const end = () => {
    const memory = told();
    const slice = open.pop();
    if (slice === undefined) return;
    net[open.length] += slice.net;
    const caller = open.at(-1);
    if (caller !== undefined) caller.net += slice.net;
    if (slice.activation === 0) thread.return(slice.fn, now, memory);
    else if (random(4) === 0) thread.return(slice.fn, now, memory);
    else {
      suspended.push(slice.activation);
      thread.yield(slice.fn, now, memory);
    }
  };
  thread.call(main, 0);
  while (begun < slices) {
    now += random(40) === 0 ? random(3_000_000) : random(9_000);
    if (open.length > 1 && (open.length === DEPTHS || random(100) < 48)) {
      end();
      continue;
    }
    const memory = told();
    begun++;
    const again = random(3) === 0 ? suspended.splice(random(suspended.length), 1).at(0) : undefined;
    if (again !== undefined) {
      thread.resume(stream, now, { activation: again, ...memory });
      open.push({ fn: stream, activation: again, net: 0 });
    } else if (random(4) === 0) {
      thread.call(stream, now, { activation: ++activations, ...memory });
      open.push({ fn: stream, activation: activations, net: 0 });
    } else {
      thread.call(plain, now, memory);
      open.push({ fn: plain, activation: 0, net: 0 });
    }
  }
  const left = ends ? 0 : open.length;
  while (open.length > left) {
    now += random(9_000);
    end();
  }
  // What is open counts for itself and for those above it.
  for (let at = open.length - 1, below = 0; at >= 0; at--) net[at] += below += open[at].net;
  return { trace, net: [...net], toNs: now };
}

function sums({ count, depth, netBytes }: SpanColumns): readonly number[] {
  const sum = new Float64Array(DEPTHS);
  for (let row = 0; row < count; row++) sum[depth[row]] += netBytes?.[row] ?? NaN;
  return [...sum];
}

async function opened(bytes: Uint8Array): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

test('no byte is lost or told twice at any level of detail', async () => {
  const { trace, net, toNs } = busy(60_000);
  const store = await opened(trace.end().bytes());
  for (const pixels of PIXELS) {
    expect(sums(store.viewport({ thread: 1, fromNs: 0, toNs, pixels })), `${pixels} pixels`).toEqual(net);
  }
  const whole = { thread: 1, offsetNs: 5, row: 2, rows: DEPTHS - 2 };
  const shown = store.overview({ threads: [whole], fromNs: 5, toNs: toNs + 5, pixels: 100 });
  expect(sums(shown)).toEqual([0, 0, ...net.slice(0, DEPTHS - 2)]);
});

test('a single span tells the bytes of its interval, of a call with one interval those of the call', async () => {
  const { trace, toNs } = busy(2000);
  const store = await opened(trace.end().bytes());
  const { call, netBytes = [] } = store.viewport({ thread: 1, fromNs: 0, toNs, pixels: 1e9 });
  const ofCall = new Map<number, number>();
  for (const [row, id] of call.entries()) ofCall.set(id, (ofCall.get(id) ?? 0) + netBytes[row]);
  expect(ofCall.size).toBeGreaterThan(1000);
  for (const [id, net] of ofCall) {
    const { allocated, freed } = store.call(id)?.memory ?? { allocated: NaN, freed: NaN };
    expect(net).toBe(allocated - freed);
  }
});

test('what has not ended yet tells its bytes so far', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'trace-1.thtrace');
  writeFileSync(path, '');
  const { trace, net, toNs } = busy(40_000, { sink: (bytes) => appendFileSync(path, bytes) }, false);
  trace.flush();
  const live = await openLiveRun(folder);
  onTestFinished(async () => {
    live.close();
    await live.closed;
  });
  await expect.poll(() => live.threads().at(0)?.lastNs).toBe(toNs);
  for (const pixels of PIXELS) {
    expect(sums(live.viewport({ thread: 1, fromNs: 0, toNs, pixels })), `${pixels} pixels`).toEqual(net);
  }
});

test('where nothing was counted there is no column, beside what was counted no number', async () => {
  const store = await openRun(
    runFolder({
      'trace-1.thtrace': busy(100).trace.end().bytes(),
      'trace-2.thtrace': programBytes({ process: { pid: 2 } }),
    }),
  );
  onTestFinished(() => store.close());
  const uncounted = store.threads().filter(({ process }) => process === 2);
  const [{ thread }] = uncounted;
  const query = { fromNs: 0, toNs: 1e9, pixels: 100 };
  expect(store.viewport({ thread, ...query })).not.toHaveProperty('netBytes');
  const place = (of: number, row: number) => ({ thread: of, offsetNs: 0, row, rows: 1 });
  expect(store.overview({ threads: [place(thread, 0)], ...query })).not.toHaveProperty('netBytes');
  const { depth, netBytes = [] } = store.overview({ threads: [place(1, 0), place(thread, 1)], ...query });
  for (const [row, at] of depth.entries()) expect(Number.isNaN(netBytes[row])).toBe(at === 1);
});
