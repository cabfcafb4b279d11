import { expect, test } from 'vitest';
import { snapshotOf } from '../../test/heap/snapshot.js';
import type { PathStep } from './holding-path.js';
import { isDeclaredData, placesOfSteps, storingLine } from './source-lines.js';

const step = (edge: string, type: string, node = 0, place: PathStep['place'] = null): PathStep => ({
  edge,
  type,
  node,
  first: node,
  repeats: 1,
  place,
  isHolder: false,
});
const source = `# cache = {} is made below
from .other import cached

class Manager:
    limit = 3
    cache: dict[str, object] = {}
    waiting = []

    def find(self, name):
        if self.cache == {}:
            return None
        self.cache[(name, 1)] = name
        self.waiting.append(name)
        print(self.limit == 3, self.mentioned)
        self.queue["a"].append(name)
`;

test.each([
  ['cache', 12],
  ['waiting', 13],
  ['limit', 5],
  ['mentioned', 14],
  ['queue', 15],
  ['cached', 2],
  ['nothing', 0],
])('what is stored in %s is stored in line %d', (name, line) => {
  expect(storingLine(source, name)).toBe(line);
});

/** Each source stores in the line that says so. */
test.each([
  ['an augmented assignment', 'hits', 'hits = Counter()\nhits[url] += 1 # here'],
  ['a nested subscript', 'table', 'table = {}\ntable[key[0]][name] = 1 # here'],
  ['a list made longer', 'kept', 'kept = []\nkept += [copy(x)] # here'],
  ['a function that stores', 'jobs', 'jobs = []\nheapq.heappush(jobs, (1, job)) # here'],
  ['a buffer that is written to', 'out', 'out = BytesIO()\nout.write(text) # here'],
  ['after the head of a loop', 'kept', 'kept = []\nfor n in range(3): kept.append(n) # here'],
  ['after the head of a function', 'values', 'class A:\n  def f(self, v: int): self.values[1] = v # here'],
  ['after a semicolon', 'kept', 'kept = None\nx = 1; kept = Node(kept) # here'],
  ['what is made of itself', 'head', 'head = None\ndef add():\n  global head\n  head = Node(head) # here'],
  [
    'no parameter',
    'items',
    'class A:\n  def __init__(self, items):\n    self.items = items\n  def f(self): self.items.append(1) # here',
  ],
  ['no docstring', 'cache', 'def f():\n  """cache[key] = value is how."""\n  cache[1] = 2 # here'],
  ['no text', 'cache', "x = 'cache[1] = 2'\ncache[1] = 2 # here"],
  ['no variable of a function', 'cache', 'def f():\n  cache = {}\n  cache[1] = 2\ndef g():\n  cache[2] = 3 # here'],
  ['an alias', 'items', 'def f(self):\n  items = self.items\n  items.append(1) # here'],
  ['no element', 'maps', 'class A:\n  def f(self): self.maps[0][1] = 2\n  def g(self, *m): self.maps = list(m) # here'],
  ['no empty value', 'last', 'last = None\ndef f():\n  global last\n  last = make() # here'],
])('%s', (_what, name, text) => {
  const wanted = text.split('\n').findIndex((line) => line.endsWith('# here')) + 1;
  expect(storingLine(text, name)).toBe(wanted);
});

test('an attribute is told from a variable of the same name, and by its class', () => {
  const text = `class Other:
    def add(self): self.items.append(1)
class Mine:
    def add(self): self.items.append(2)
items.append(3)
`;
  expect(storingLine(text, 'items', { owner: 'module' })).toBe(5);
  expect(storingLine(text, 'items', { owner: 'object' })).toBe(2);
  expect(storingLine(text, 'items', { owner: 'object', className: 'Mine' })).toBe(4);
});

test('a method is found where it is defined, not where it is called, and its cache with it', () => {
  const text = 'class G:\n  @lru_cache\n  def h(self, x): return x\nG().h(2)\n';
  expect(storingLine(text, 'h', { owner: 'object', className: 'G' })).toBe(3);
  const cache = { ...step('.cache', 'dict'), isHolder: true };
  const made = snapshotOf({ roots: { m: 'module m' }, objects: { m: { type: 'module' }, G: { type: 'G' } } });
  const types = made.snapshot.types.map((type) => ({ ...type, file: 'm.py' }));
  const path = [
    step('module m', 'module'),
    step('.G', 'type', 1),
    step('.h', 'functools._lru_cache_wrapper', 1),
    cache,
  ];
  const places = placesOfSteps(path, () => text, { ...made, snapshot: { ...made.snapshot, types } });
  expect(places.at(-1)).toMatchObject({ file: 'm.py', line: 3 });
});

test('looking up a key stores only in what makes what is missing', () => {
  const text = 'found = defaultdict(list)\nif found[key]: pass\n';
  expect(storingLine(text, 'found', { owner: 'module', isFilledByLookUp: true })).toBe(2);
  expect(storingLine(text, 'found', { owner: 'module' })).toBe(1);
});

test.each([
  ['many lines', `${'x = cache\n'.repeat(20_000)}${'cache['.repeat(5000)}`, 1],
  ['a text without an end', `"""${'\\"'.repeat(500_000)}`, 0],
  ['a signature without an end', `def f(${'cache, '.repeat(100)}${'(\n'.repeat(50_000)}`, 1],
])('sources that nobody wrote are gone through: %s', (_what, text, line) => {
  expect(storingLine(text, 'cache')).toBe(line);
});

const at = (file: string, line = 0) => ({ file, line, name: 'f' });
const found = snapshotOf({ roots: { m: 'module m' }, objects: { m: { type: 'module' }, f: { type: 'function' } } });

test.each([
  [
    'a default argument',
    [step('.__defaults__', 'tuple'), { ...step('[1]', 'list'), isHolder: true }],
    '@cached\ndef f(a, b=(1, 2), seen=[], *, c=3):\n  b.append(1)\n  seen.append(a) # here\n',
  ],
  [
    'a default argument by keyword',
    [step('.__kwdefaults__', 'dict'), { ...step("['seen']", 'list'), isHolder: true }],
    'def f(a, *, seen=[]):\n  seen.append(a) # here\n',
  ],
  [
    'a variable that is closed over',
    [step('.__closure__', 'tuple'), step('[0]', 'cell'), { ...step('.cell_contents', 'list'), isHolder: true }],
    'def f(a):\n  own = []\n  own.append(a)\n  history.append(a) # here\n',
  ],
])('what a function keeps is stored in the function: %s', (_what, steps, text) => {
  const path = [step('module m', 'module'), step('.f', 'function', 1, at('m.py', 1)), ...steps];
  const wanted = text.split('\n').findIndex((line) => line.endsWith('# here')) + 1;
  expect(placesOfSteps(path, () => text, found).at(-1)).toMatchObject({ file: 'm.py', line: wanted });
});

test.each([
  ['TABLE = [f(n) for n in range(9)]\ndef get(n): return TABLE[n], len(TABLE), n in TABLE\n', true],
  ['TABLE = []\ndef add(n): TABLE.append(n)\n', false],
  ['TABLE = load()\ndef give(): return TABLE\n', false],
  ['TABLE = load()\nTABLE = other()\n', false],
  ['def late():\n  global TABLE\n  TABLE = load()\n', false],
])('data that is declared is told by all that the source does with it: %s', (text, isDeclared) => {
  const holder = { ...step('.TABLE', 'list', 1), isHolder: true };
  const path = [step('module m', 'module', 0, at('m.py')), holder, step('[0]', 'float')];
  expect(isDeclaredData(path, () => text, found)).toBe(isDeclared);
});
