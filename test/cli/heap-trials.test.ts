/**
 * Leaks of kinds that are met in real programs, and what the verdict says of each: which holder, by which path, and the line that
 * stores into it. Each runs on one Python and by one walk, in rotation; that all agree is judged by heap.test.ts.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Workplace, lastLine, pythons } from './support/cli.js';

interface Answer {
  readonly verdict: string | null;
  readonly confidence: string | null;
  readonly idiom: string | null;
  readonly holders: readonly {
    readonly path: readonly {
      readonly edge: string;
      readonly location: { readonly file: string; readonly line: number | null } | null;
      readonly holder?: true;
    }[];
    readonly retainedBytes: number;
    readonly grown: { readonly snapshots: number } | null;
  }[];
}

interface Trial {
  readonly program: string;
  /** Edges of the first holder's path in this order, others between them; `*` behind that of the holder. */
  readonly path: readonly string[];
  readonly idiom?: string;
  /** Part of the sentence. */
  readonly says?: RegExp;
}

/** The line that stores into the holder ends with `# here`, in the program or in one of these. */
const modules: Readonly<Record<string, string>> = {
  'state.py': 'cache = {}\nclass Base:\n    def keep(self, item):\n        self.items.append(item)  # here\n',
};

const trials: Readonly<Record<string, Trial>> = {
  'a leak behind a larger table that the program declares': {
    program: `
TABLE = [float(n) for n in range(200_000)]
sessions = {}
def handle(n):
    sessions[n] = {"id": n, "body": "s" * 1000 + str(n)}  # here
    return TABLE[n]
for n in range(2000):
    handle(n)
`,
    path: ['module __main__', '.sessions*'],
  },
  'a leak that grows behind a larger cache that is full': {
    program: `
import collections, tracehold
recent = collections.deque(maxlen=100)
for n in range(120):
    recent.append(bytearray(50_000))
sessions = []
def work():
    recent.append(bytearray(50_000))
    for n in range(200):
        sessions.append({"n": n, "body": bytearray(1000)})  # here
for turn in range(4):
    work()
    tracehold.snapshot(str(turn))
`,
    path: ['module __main__', '.sessions*'],
    says: /; it grew in every step of 4 snapshots, by 600 dict objects \(.*\)\.$/,
  },
  'exceptions in records that a handler keeps': {
    program: `
import logging
class Kept(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []
    def emit(self, record):
        self.records.append(record)  # here
handler = Kept()
log = logging.getLogger("app")
log.propagate = False
log.addHandler(handler)
def handle(n):
    rows = bytearray(100_000)
    try:
        {}[n]
    except KeyError:
        log.exception("no %d", n)
for n in range(20):
    handle(n)
`,
    path: ['module __main__', '.handler', '.records*', '.exc_info', '<local rows>'],
    idiom: 'cached-exception',
  },
  'frames that are kept': {
    program: `
import inspect
calls = []
def audit():
    calls.append(inspect.stack(0))  # here
def handle(n):
    payload = bytearray(60_000)
    audit()
for n in range(30):
    handle(n)
`,
    path: ['module __main__', '.calls*', '<local payload>'],
    idiom: 'kept-frame',
  },
  'timers that wait': {
    program: `
import threading, tracehold
def later(data):
    pass
for n in range(20):
    timer = threading.Timer(3600, later, [bytearray(100_000)])
    timer.daemon = True
    timer.start()
del timer
tracehold.snapshot()
`,
    path: ['module threading', '._active*'],
    says: /threading\._active and something else at once, through 20 threading\.Timer objects/,
  },
  'work that waits for a thread': {
    program: `
import threading, tracehold
from concurrent.futures import ThreadPoolExecutor
gate = threading.Event()
pool = ThreadPoolExecutor(max_workers=1)
def job(data):
    gate.wait()
for n in range(100):
    pool.submit(job, bytearray(50_000))
tracehold.snapshot()
gate.set()
`,
    path: ['module __main__', '.pool', '._work_queue'],
  },
  'numbers that are counted under keys without end': {
    program: `
import collections
hits = collections.Counter()
for n in range(20_000):
    hits[f"/search?q={n}"] += 1  # here
`,
    path: ['module __main__', '.hits*'],
  },
  'what another module stores': {
    program: `
import state
for n in range(100):
    state.cache[n] = bytearray(20_000)  # here
`,
    path: ['module state', '.cache*'],
  },
  'what the code of a base class stores': {
    program: `
from state import Base
class Registry(Base):
    def __init__(self):
        self.items = []
registry = Registry()
for n in range(100):
    registry.keep(bytearray(20_000))
`,
    path: ['module __main__', '.registry', '.items*'],
  },
  'a cache that a decorator closes over': {
    program: `
import functools
def memoize(function):
    memo = {}
    @functools.wraps(function)
    def wrapper(*args):
        if args not in memo:
            memo[args] = function(*args)  # here
        return memo[args]
    return wrapper
@memoize
def slow(n):
    return bytearray(20_000)
for n in range(100):
    slow(n)
`,
    path: ['module __main__', '.slow', '.__closure__', '.cell_contents*'],
    idiom: 'closure',
  },
  'exceptions of tasks': {
    program: `
import asyncio, tracehold
done = []
async def job(n):
    rows = bytearray(60_000)
    raise ValueError(n)
async def main():
    for n in range(30):
        done.append(asyncio.ensure_future(job(n)))  # here
    await asyncio.sleep(0.05)
    tracehold.snapshot()
    for task in done:
        task.exception()
asyncio.run(main())
`,
    path: ['module __main__', '.done*', '<local rows>'],
    idiom: 'cached-exception',
  },
  'a part of a document': {
    program: `
from xml.dom import minidom
titles = []
def read(n):
    rows = "".join(f"<row>{n}.{i}</row>" for i in range(100))
    document = minidom.parseString(f"<page><title>page {n}</title>{rows}</page>")
    titles.append(document.getElementsByTagName("title")[0])  # here
for n in range(20):
    read(n)
`,
    path: ['module __main__', '.titles*', '.parentNode'],
    idiom: 'part-keeps-whole',
  },
};

let work: Workplace;
beforeAll(() => {
  work = new Workplace();
  for (const [name, text] of Object.entries(modules)) work.write(name, text);
});
afterAll(() => work.remove());

test.each(Object.entries(trials))('%s', async (name, { program, path, idiom, says }) => {
  const number = Object.keys(trials).indexOf(name);
  // Where an attribute's name is known only once a process ends, a Python tells it that keeps it in a dict.
  const { path: python } = name === 'work that waits for a thread' ? pythons[0] : pythons[number % pythons.length];
  const file = `trial_${number}.py`;
  work.write(file, program);
  const atExit = program.includes('tracehold.snapshot') ? [] : ['--heap-at-exit'];
  const args = ['--python', python, '--recorder', 'pure', ...atExit, '--out', `run-${number}`, '--', file];
  const { code, stderr } = await work.tracehold(['record', ...args]);
  if (code !== 0) throw new Error(stderr);
  const answer = await work.json<Answer>('heap', 'verdict', lastLine(stderr));
  const [best] = answer.holders;
  expect(best, answer.verdict ?? 'no verdict').toBeDefined();
  const edges = best.path.map(({ edge, holder }) => `${edge}${holder === true ? '*' : ''}`);
  const wanted = path.filter((edge) => edges.includes(edge));
  expect(wanted, edges.join(' ')).toEqual(path);
  expect(answer.idiom).toBe(idiom ?? null);
  if (says !== undefined) expect(answer.verdict).toMatch(says);
  const place = best.path.find(({ holder }) => holder === true)?.location ?? null;
  const source = [program, ...(program.includes('Base') ? Object.values(modules) : [])].find((text) =>
    text.includes('# here'),
  );
  if (source === undefined) return;
  expect(source.split('\n')[(place?.line ?? 0) - 1] ?? '', JSON.stringify(place)).toMatch(/# here$/);
});
