import { expect, test } from 'vitest';
import { writeCpuProfile } from './cpuprofile.js';
import { fileUrl } from './file-url.js';
import { PathTree } from './path-tree.js';
import type { ExportSource, ExportThread } from './source.js';

interface Profile {
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly hitCount: number;
    readonly children?: readonly number[];
  }[];
}

type Boundary = readonly ['B' | 'E', functionId: number, atNs: number];

const functions = [
  { id: 3, name: 'main', file: '/project/my shop.py', line: 1 },
  { id: 7, name: 'Order.<locals>."total"', file: 'C:\\project\\b.py', line: 7 },
  { id: 9, name: '<string>\u001b\ud800', file: '<string>', line: 0 },
];

function sourceOf(threads: readonly (readonly Boundary[])[], lastNs: number): ExportSource {
  const described = threads.map((_boundaries, index): ExportThread => {
    return { id: index + 1, process: 1, nativeId: null, name: `T${index}`, firstNs: 1000, lastNs, calls: 1 };
  });
  return {
    title: 'a run',
    functions,
    processes: [{ id: 1, pid: 7, name: 'a.py', offsetNs: 0 }],
    threads: described,
    walk(thread, visitor) {
      for (const [kind, functionId, atNs] of threads[thread - 1]) {
        if (kind === 'B') visitor.begin(functionId, atNs);
        else visitor.end(functionId, atNs);
      }
    },
  };
}

function written(threads: readonly (readonly Boundary[])[], lastNs: number): Profile {
  const parts: string[] = [];
  const source = sourceOf(threads, lastNs);
  writeCpuProfile(source, 'tracehold', { write: (text) => void parts.push(text) }, () => undefined);
  return JSON.parse(parts.join('')) as Profile;
}

/** Nanoseconds by path of names, as VS Code's viewer counts them: a sample lasts until the next, the last until the end. */
function selfTimes({ nodes, samples, timeDeltas, startTime, endTime }: Profile): Record<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pathOf = new Map<number, string>();
  const waiting: (readonly [number, string])[] = [[nodes[0].id, '']];
  for (const [id, above] of waiting) {
    const node = byId.get(id);
    if (node === undefined || pathOf.has(id)) throw new Error(`node ${id} is missing or there twice`);
    const path = `${above}/${node.callFrame.functionName}`;
    pathOf.set(id, path);
    waiting.push(...(node.children ?? []).map((child) => [child, path] as const));
  }
  const self: Record<string, number> = {};
  const hits = new Map<number, number>();
  let now = startTime;
  samples.forEach((id, index) => {
    now += timeDeltas[index];
    const lasts = index + 1 < samples.length ? timeDeltas[index + 1] : endTime - now;
    const path = pathOf.get(id) ?? `no node ${id}`;
    self[path] = Math.round((self[path] ?? 0) + lasts * 1000);
    hits.set(id, (hits.get(id) ?? 0) + 1);
  });
  expect(samples).toHaveLength(timeDeltas.length);
  expect(nodes.map(({ id, hitCount }) => [id, hitCount])).toEqual(nodes.map(({ id }) => [id, hits.get(id) ?? 0]));
  expect(pathOf.size).toBe(nodes.length);
  return self;
}

const program: readonly Boundary[] = [
  ['B', 3, 1100],
  ['B', 7, 1101],
  ['E', 7, 1201],
  // Another call of the same path, at once; and one that lasts no time.
  ['B', 7, 1201],
  ['B', 9, 1300],
  ['E', 9, 1300],
  ['E', 7, 1350],
  ['B', 12345, 1400],
  ['E', 12345, 1401],
  ['E', 3, 2000],
];

test('one thread: times by path', () => {
  const profile = written([program], 2500);
  expect(selfTimes(profile)).toEqual({
    '/(root)': 0,
    '/(root)/(program)': 600,
    '/(root)/main': 650,
    '/(root)/main/Order.<locals>."total"': 249,
    '/(root)/main/(unknown)': 1,
  });
  expect(profile.endTime).toBe(1.5);
  const frames = profile.nodes.map(({ callFrame }) => callFrame);
  expect(frames.find(({ functionName }) => functionName === 'main')).toMatchObject({
    url: 'file:///project/my%20shop.py',
    lineNumber: 0,
    columnNumber: 0,
  });
  expect(frames.find(({ functionName }) => functionName === functions[2].name)).toMatchObject({
    url: '<string>',
    lineNumber: -1,
  });
});

test('several threads follow one another, each below its name', () => {
  expect(selfTimes(written([program, [['B', 7, 1000]], []], 2000))).toEqual({
    '/(root)': 0,
    '/(root)/T0': 100,
    '/(root)/T0/main': 650,
    '/(root)/T0/main/Order.<locals>."total"': 249,
    '/(root)/T0/main/(unknown)': 1,
    '/(root)/T1/Order.<locals>."total"': 1000,
    '/(root)/T2': 1000,
  });
});

test('recursion is a path', () => {
  const depth = 20_000;
  const down = Array.from({ length: depth }, (_, index) => ['B', 3, 1000 + index] as const);
  const profile = written([down], 1000 + depth);
  // Besides: the root and the time outside of calls.
  expect(profile.nodes).toHaveLength(depth + 2);
  expect(profile.samples).toHaveLength(depth + 1);
});

test.each([
  ['/a b/c#d?.py', 'file:///a%20b/c%23d%3F.py'],
  ['/näh/\udcff.py', 'file:///n%C3%A4h/%EF%BF%BD.py'],
  ['c:\\Users\\x y\\a.py', 'file:///c:/Users/x%20y/a.py'],
  ['<stdin>', '<stdin>'],
  ['a.py', 'a.py'],
])('%s as a URL', (path, url) => {
  expect(fileUrl(path)).toBe(url);
});

test('too many paths are an error that says what to do', () => {
  const tree = new PathTree(2);
  const root = tree.child(null, 1);
  expect(tree.child(root, 2)).toBe(tree.child(root, 2));
  expect(() => tree.child(root, 3)).toThrow(/more than 2 different call paths.*speedscope/);
});
