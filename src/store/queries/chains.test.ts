import { expect, onTestFinished, test } from 'vitest';
import { programBytes } from '../../../test/store/program.js';
import { runFolder } from '../../../test/store/run-folder.js';
import { TraceWriter } from '../../format/writer.js';
import type { Store } from '../api.js';
import { openRun } from '../index.js';

async function opened(bytes: Uint8Array): Promise<Store> {
  const store = await openRun(runFolder({ 'trace-1.thtrace': bytes }));
  onTestFinished(() => store.close());
  return store;
}

function first(store: Store, qualname: string, offset = 0) {
  const ids = store.functions(qualname).map(({ functionId }) => functionId);
  return store.callsOf(ids, { limit: 1, offset })[0];
}

/** `main` calls `loop` so many times, which calls `deep` that recurses. */
function looping(loops: number, depth: number): Uint8Array {
  const trace = new TraceWriter();
  const [main, loop, deep] = ['main', 'loop', 'deep'].map((qualname) => trace.function({ qualname }));
  const thread = trace.thread('MainThread');
  let now = 0;
  thread.call(main, now++);
  for (let at = 0; at < loops; at++) thread.call(loop, now++).return(loop, now++);
  thread.call(loop, now++);
  for (let at = 0; at < depth; at++) thread.call(deep, now++);
  for (let at = 0; at < depth; at++) thread.return(deep, now++);
  thread.return(loop, now++).return(main, now++);
  return trace.end().bytes();
}

test('the callers of a recursion fifty thousand deep come in one answer of three entries', async () => {
  const store = await opened(looping(3, 50_000));
  const innermost = first(store, 'deep', 49_999);
  expect(innermost.depth).toBe(50_001);
  const { runs, calls } = store.ancestors({ call: innermost.id, limit: 100 });
  expect(calls).toBe(50_001);
  expect(runs.map((run) => [run.call.qualname, run.calls])).toEqual([
    ['deep', 49_999],
    ['loop', 1],
    ['main', 1],
  ]);
  expect(runs[0].call.id).toBe(innermost.parent);
  expect(runs[0].outermost.depth).toBe(2);
  const page = store.ancestors({ call: innermost.id, limit: 2, offset: 49_998, collapse: false });
  expect(page.runs.map((run) => [run.call.qualname, run.calls])).toEqual([
    ['deep', 1],
    ['loop', 1],
  ]);
  expect(store.ancestors({ call: innermost.id, limit: 1 }).runs).toMatchObject([{ calls: 49_999 }]);
  expect(store.ancestors({ call: 12_345, limit: 2 })).toEqual({ runs: [], calls: 0 });
});

test('a call is told its place among those of the same caller, and its neighbours', async () => {
  const store = await opened(looping(1000, 1));
  for (const index of [0, 1, 255, 256, 257, 700, 1000]) {
    const { id } = first(store, 'loop', index);
    const found = store.siblings({ call: id, before: 2, after: 1 });
    expect(found).toMatchObject({ index, of: 1001, first: Math.max(0, index - 2) });
    const rows = store.children({ thread: 1, call: first(store, 'main').id }, 4, Math.max(0, index - 2));
    expect(found?.rows).toEqual(rows.slice(0, Math.min(index, 2) + Math.min(2, 1001 - index)));
  }
  expect(store.siblings({ call: first(store, 'main').id, before: 5, after: 5 })).toMatchObject({ index: 0, of: 1 });
  expect(store.siblings({ call: 12_345, before: 1, after: 1 })).toBeNull();
});

test('resumed generators are no siblings of their own', async () => {
  const store = await opened(programBytes());
  const all = store.children({ thread: 1, call: first(store, '<module>').id }, 100);
  for (const [index, row] of all.entries()) {
    expect(store.siblings({ call: row.id, before: 100, after: 100 })).toEqual({
      index,
      of: all.length,
      first: 0,
      rows: all,
    });
  }
});

test('the tree below a path is that part of the whole tree', async () => {
  const store = await opened(programBytes());
  const [whole] = store.tree({ depth: 10, thread: 1 });
  const [below, ...others] = store.tree({ depth: 10, thread: 1, path: [whole.functionId] });
  expect([below, ...others]).toEqual([whole]);
  for (const child of whole.children) {
    expect(store.tree({ depth: 10, thread: 1, path: [whole.functionId, child.functionId] })).toEqual([child]);
  }
  expect(store.tree({ depth: 10, path: [whole.children[0].functionId, whole.functionId] })).toEqual([]);
});

test('the tree counts what it leaves out below each node', async () => {
  const store = await opened(programBytes());
  const [whole] = store.tree({ depth: 10, thread: 1 });
  const [least] = whole.children.toSorted((a, b) => a.totalNs - b.totalNs);
  const [cut] = store.tree({ depth: 10, thread: 1, minFraction: (least.totalNs + 1) / whole.totalNs });
  expect(cut.omitted).toBe(whole.children.length - cut.children.length);
  expect(cut.omitted).toBeGreaterThan(0);
  expect(whole).not.toHaveProperty('omitted');
});

test('the tree below a path shows what the whole tree cuts off', async () => {
  const store = await opened(looping(1, 40));
  const ids = ['main', 'loop', 'deep'].map((qualname) => store.functions(qualname)[0].functionId);
  const path = [ids[0], ids[1], ...Array.from({ length: 8 }, () => ids[2])];
  let [node] = store.tree({ depth: 5, path });
  for (let level = 1; level < 5; level++) [node] = node.children;
  expect(node).toMatchObject({ functionId: ids[2], calls: 1, children: [] });
  expect(node.totalNs).toBe(2 * (40 - 12) + 1);
});
