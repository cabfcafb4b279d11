/** What heap snapshots of real programs say about who holds their memory. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNative, nativeFolder, withoutCompiler } from '../../scripts/lib/native.mjs';
import { readSnapshotRecord } from '../../src/format/snapshot-record.js';
import { Workplace, lastLine, newest, pythons } from './support/cli.js';

interface Step {
  readonly edge: string;
  readonly type: string;
  readonly location: { readonly file: string; readonly line: number | null } | null;
  readonly holder?: true;
}

interface Answer {
  readonly verdict: string | null;
  readonly confidence: string | null;
  readonly idiom: string | null;
  readonly holders: readonly {
    readonly path: readonly Step[];
    readonly retainedBytes: number;
    readonly count: number;
    readonly items: { readonly count: number; readonly type: string };
  }[];
}

interface Case {
  readonly program: string;
  /** Edges of the first holder's path that occur in this order, others between them. */
  readonly path: readonly string[];
  readonly idiom: string | null;
  /** Line that the holder's step links to. */
  readonly line?: string;
  readonly atLeastBytes: number;
  readonly verdict?: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
  'threads that wait': {
    program: `
import threading

never = threading.Event()

def work(number, ready):
    data = [float(number + index) for index in range(5000)]
    ready.set()
    never.wait()

for number in range(20):
    ready = threading.Event()
    threading.Thread(target=work, args=(number, ready), daemon=True).start()
    ready.wait()
`,
    path: ['<local data>'],
    idiom: 'running-frame',
    line: 'never.wait()',
    atLeastBytes: 20 * 5000 * 32,
    verdict:
      /^\S+ MiB is held by 20 running frames such as that of Thread-\d+.*: .*; clearing them frees [\d,]+ objects\.$/,
  },
  'one large list': {
    program: `
class Index:
    def __init__(self):
        self.rows = [None] * 1_000_000

index = Index()
`,
    path: ['module __main__', '.index', '.rows'],
    idiom: null,
    line: 'self.rows = [None] * 1_000_000',
    atLeastBytes: 8_000_000,
    verdict: /is held by __main__\.index\.rows, a single list object; clearing it frees 1 object\.$/,
  },
  'a cache on a method': {
    program: `
import functools

class Page:
    def __init__(self, number):
        self.text = bytearray(100_000)

    @functools.lru_cache(maxsize=None)
    def rendered(self, style):
        return style

for number in range(40):
    Page(number).rendered(1)
`,
    path: ['module __main__', '.Page', '.rendered', '.cache', '[0]', '.text'],
    idiom: 'self-in-lru-cache-key',
    atLeastBytes: 4_000_000,
  },
  'a bounded cache on a method': {
    program: `
import functools

class Page:
    def __init__(self, number):
        self.text = bytearray(100_000)

    @functools.lru_cache(maxsize=100)
    def rendered(self, style):
        return style

for number in range(40):
    Page(number).rendered(1)
`,
    path: ['module __main__', '.Page', '.rendered', '[0]', '.text'],
    idiom: 'self-in-lru-cache-key',
    atLeastBytes: 4_000_000,
  },
  'exceptions that are kept': {
    program: `
errors = {}

def parse(depth, data):
    if depth == 0:
        raise ValueError("bad")
    parse(depth - 1, data)

def attempt(name):
    block = bytearray(500_000)
    try:
        parse(60, block)
    except ValueError as error:
        errors[name] = error

for n in range(12):
    attempt(f"file{n}")
`,
    path: ['module __main__', '.errors', '.__traceback__', '<local block>'],
    idiom: 'cached-exception',
    line: 'errors[name] = error',
    atLeastBytes: 6_000_000,
  },
  'bound methods in a registry': {
    program: `
class Signal:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append((id(receiver), receiver))

saved = Signal()

class View:
    def __init__(self):
        self.buffer = bytearray(200_000)
        saved.connect(self.on_saved)

    def on_saved(self):
        pass

for _ in range(20):
    View()
`,
    path: ['module __main__', '.saved', '.receivers', '.__self__', '.buffer'],
    idiom: 'strong-receiver',
    line: 'self.receivers.append((id(receiver), receiver))',
    atLeastBytes: 4_000_000,
  },
  'a view of a large buffer': {
    program: `
kept = []

def last(n):
    data = bytearray(2_000_000)
    return memoryview(data)[-1:]

for n in range(5):
    kept.append(last(n))
`,
    path: ['module __main__', '.kept'],
    idiom: 'view-pins-base',
    line: 'kept.append(last(n))',
    atLeastBytes: 10_000_000,
  },
  closures: {
    program: `
handlers = []

def register(n):
    data = bytearray(300_000)
    def handle():
        return len(data)
    handlers.append(handle)

for n in range(20):
    register(n)
`,
    path: ['module __main__', '.handlers', '.__closure__', '.cell_contents'],
    idiom: 'closure',
    atLeastBytes: 6_000_000,
  },
  'a linked list': {
    program: `
class Node:
    def __init__(self, before):
        self.before = before
        self.data = bytes(100)

head = None
for n in range(20_000):
    head = Node(head)
`,
    path: ['module __main__', '.head'],
    idiom: null,
    atLeastBytes: 3_500_000,
  },
  'a default argument': {
    program: `
def add(item, items=[]):
    items.append(item)
    return items

for n in range(30):
    add(bytearray(100_000))
`,
    path: ['module __main__', '.add', '.__defaults__', '[0]'],
    idiom: 'default-argument',
    atLeastBytes: 3_000_000,
  },
  'generators that were not finished': {
    program: `
waiting = []

def rows():
    block = bytearray(400_000)
    yield 1
    yield len(block)

for n in range(10):
    generator = rows()
    next(generator)
    waiting.append(generator)
del generator
`,
    path: ['module __main__', '.waiting', '<local block>'],
    idiom: 'suspended-generator',
    atLeastBytes: 4_000_000,
  },
  'objects in two registries': {
    program: `
class Order:
    def __init__(self, number):
        self.number = number
        self.lines = bytearray(20_000)

by_number, by_time = {}, []
for number in range(300):
    order = Order(number)
    by_number[number] = order
    by_time.append(order)
del order
`,
    path: ['module __main__', '.lines'],
    idiom: null,
    atLeastBytes: 6_000_000,
    verdict:
      /by_(?:number and __main__\.by_time|time and __main__\.by_number) at once, through 300 __main__\.Order objects/,
  },
  'many cycles that nobody collected': {
    program: `
import gc
gc.disable()

class Node:
    pass

for n in range(400):
    one, other = Node(), Node()
    one.other, other.one = other, one
    one.data = bytearray(10_000)
del one, other
`,
    path: ['unreachable cycle'],
    idiom: 'unreachable-cycle',
    atLeastBytes: 4_000_000,
  },
  'cycles that nobody collected': {
    program: `
import gc
gc.disable()

class Node:
    pass

def make():
    one, other = Node(), Node()
    one.other, other.one = other, one
    one.data = bytearray(2_000_000)

for n in range(3):
    make()
`,
    path: ['unreachable cycle'],
    idiom: 'unreachable-cycle',
    atLeastBytes: 2_000_000,
  },
};

const controls: Readonly<Record<string, string>> = {
  'a cache that was emptied': `
cache = {}
for key in range(200):
    cache[key] = bytearray(100_000)
cache.clear()
`,
  'many modules':
    'import asyncio, email, html.entities, http.client, json, logging, sqlite3, unittest, xml.dom.minidom',
};

let work: Workplace;

beforeAll(() => {
  work = new Workplace();
});
afterAll(() => work.remove());

async function verdict(python: string, name: string, program: string, walker = 'pure'): Promise<Answer> {
  const file = `${name.replaceAll(' ', '_')}.py`;
  work.write(file, program);
  const out = `${name}-${python.replaceAll('/', '_')}${walker === 'pure' ? '' : `-${walker}`}`;
  const args = ['--python', python, '--recorder', walker, '--heap-at-exit', '--out', out, '--', file];
  const { code, stderr } = await work.tracehold(['record', ...args], { env: { TRACEHOLD_NATIVE: nativeFolder() } });
  if (code !== 0) throw new Error(stderr);
  const snapshots = readdirSync(work.path(out)).filter((written) => written.endsWith('.thheap'));
  expect(snapshots).toHaveLength(1);
  expect(await readSnapshotRecord(work.path(out, snapshots[0]))).toMatchObject({ reason: 'exit', walker });
  return work.json<Answer>('heap', 'verdict', lastLine(stderr));
}

const unbuilt = await withoutCompiler();
/** That the walks agree is judged on all versions by `test_native_heap.py`: here on the newest. */
const ways = [
  ...pythons.map((python) => ({ python, walker: 'pure', without: '' })),
  { python: newest, walker: 'native', without: unbuilt === undefined ? '' : ` (${unbuilt})` },
];

describe.each(ways)('Python $python.version, $walker$without', ({ python, walker, without }) => {
  beforeAll(async () => {
    if (walker !== 'native' || without !== '') return;
    const built = await buildNative(python, nativeFolder());
    if (!('library' in built)) throw new Error(`the native recorder was not built: ${JSON.stringify(built)}`);
  });

  test.skipIf(without !== '').each(Object.entries(cases))(
    '%s',
    async (name, { program, path, idiom, line, atLeastBytes, verdict: sentence }) => {
      const answer = await verdict(python.path, name, program, walker);
      const [holder] = answer.holders;
      expect(holder, answer.verdict ?? 'no verdict').toBeDefined();
      const edges = holder.path.map(({ edge }) => edge);
      let from = 0;
      for (const wanted of path) {
        const at = edges.findIndex(
          (edge, index) => index >= from && (edge === wanted || edge.startsWith(`${wanted} x `)),
        );
        expect(at, `${wanted} in ${edges.join(' ')}`).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
      expect(answer.idiom).toBe(idiom);
      expect(answer.verdict).toMatch(sentence ?? /clearing it frees|clearing them frees/);
      expect(holder.retainedBytes).toBeGreaterThan(atLeastBytes);
      expect(holder.retainedBytes).toBeLessThan(1.5 * atLeastBytes + 1_000_000);
      if (line !== undefined) {
        const place = holder.path.find((step) => step.holder === true)?.location ?? null;
        expect(program.split('\n')[(place?.line ?? 0) - 1]?.trim()).toBe(line);
      }
    },
  );

  test.skipIf(without !== '').each(Object.entries(controls))('nothing is held by %s', async (name, program) => {
    const answer = await verdict(python.path, name, program, walker);
    expect(answer).toEqual({ verdict: null, confidence: null, idiom: null, holders: [] });
  });
});

test('types and paths of a snapshot, and what cannot be asked', async () => {
  await verdict(newest.path, 'asked', `${cases['closures'].program}\n`);
  const run = `asked-${newest.path.replaceAll('/', '_')}`;
  const types = await work.json<{ type: string; count: number; shallowBytes: number; retainedBytes: number }[]>(
    'heap',
    'types',
    run,
  );
  const blocks = types.find(({ type }) => type === 'bytearray');
  expect(blocks).toMatchObject({ count: 20 });
  expect(blocks?.shallowBytes).toBeGreaterThan(6_000_000);
  const groups = await work.json<{ path: Step[]; count: number }[]>('heap', 'paths', run, '--type', 'bytearray');
  expect(groups).toHaveLength(1);
  expect(groups[0].count).toBe(20);
  expect(groups[0].path.at(-1)).toMatchObject({ edge: '.cell_contents', type: 'bytearray' });
  const text = await work.tracehold(['heap', 'verdict', run]);
  expect(text.stdout).toMatch(/is held by __main__\.handlers, through 20 function objects/);
  for (const [words, message] of [
    [
      ['heap', 'nonsense', run],
      /heap takes verdict, types, paths, strings, diff, growth, what-if, export, not 'nonsense'/,
    ],
    [['heap', 'toString', run], /heap takes verdict/],
    [['heap', 'types', run, run], /Unexpected argument/],
    [['heap', 'diff', run], /diff takes two snapshots/],
    [['heap', 'growth', run], /growth needs 3 snapshots or more, not 1/],
    [['heap', 'what-if', run], /one of --clear PATH, --cut PATH and --id N/],
    [['heap', 'what-if', run, '--clear', '__main__.nothing'], /__main__ holds nothing by \.nothing/],
    [['heap', 'what-if', run, '--id', '7'], /no object with the id 7/],
    [['heap', 'export', run, '-o', 'x'], /--format is missing/],
    [['heap', 'export', run, '--format', 'heapsnapshot', '-o', 'no/x'], /the folder .* is not there/],
    [['heap', 'paths', run], /--type T or --id N/],
    [['heap', 'paths', run, '--id', 'x'], /--id takes a number/],
    [['heap', 'verdict', 'nowhere'], /No run 'nowhere'/],
  ] as const) {
    const { code, stderr } = await work.tracehold(words);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  }
});
