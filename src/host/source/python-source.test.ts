import { expect, test } from 'vitest';
import { functionShape, returnTaken } from './python-function.js';
import { maskedLines } from './python-lines.js';
import { definitionLine, enclosing, outline } from './python-outline.js';

const source = `\
import os

@decorate(
    'def fake():',
)
@other
def top(a, b={'x': [1]}):
    """def inside_a_string():
    return 1
    """
    # return 2
    def inner(): return a
    class Local:
        def method(self):
            return 'return'
    if a: return inner()
    x = lambda: 'return'

async def later(
    a,
):
    with a:
        return a

class Shop:
    rate = 1

    @property
    def price(self): return self.rate

    def empty(self):
        pass
last = 1`.split('\n');

test('definitions with their qualified names and ends', () => {
  expect(outline(source).map(({ line, endLine, qualname }) => [line, endLine, qualname])).toEqual([
    [7, 17, 'top'],
    [12, 12, 'top.<locals>.inner'],
    [13, 15, 'top.<locals>.Local'],
    [14, 15, 'top.<locals>.Local.method'],
    [19, 23, 'later'],
    [25, 32, 'Shop'],
    [29, 29, 'Shop.price'],
    [31, 32, 'Shop.empty'],
  ]);
});

test.each([
  [15, 'top.<locals>.Local.method'],
  [16, 'top'],
  [21, 'later'],
  [26, 'Shop'],
  [33, undefined],
  [1, undefined],
])('line %d belongs to %s', (line, qualname) => {
  expect(enclosing(outline(source), line)?.qualname).toBe(qualname);
});

test.each([
  [3, 'top', 7],
  [7, 'top', 7],
  [19, 'later', 19],
  [28, 'price', 29],
  [25, 'Shop', 25],
  [17, '<lambda>', 17],
  [16, '<lambda>', null],
  [7, 'other', null],
  [1, 'top', null],
  [8, 'inside_a_string', null],
  [0, 'top', null],
  [99, 'top', null],
])('code that begins at line %d and is called %s is defined at %s', (line, name, expected) => {
  expect(definitionLine(source, line, name)).toBe(expected);
});

test.each<[string, number[], boolean, boolean]>([
  ['def f(x):\n    return x', [2], true, false],
  ['def f(x): return x', [1], true, false],
  ['def f(x):\n    if x: return 1', [2], false, false],
  ['def f(x):\n    if x:\n        return 1\n    return 2', [3, 4], true, false],
  ['def f(x):\n    y = """\n    return 1\n"""\n    return y', [5], true, false],
  ['def f(x):\n    return (\n        x\n    )\n', [2], true, false],
  ['def f(x):\n    def g():\n        return 1\n    g()', [], false, false],
  ['def f(x):\n    return x\n    def g():\n        return 1', [2], false, false],
  ['def f(x):\n    try:\n        return x\n    finally:\n        pass', [3], false, true],
  ['async def f(x):\n    async with x:\n        pass', [], false, true],
  ['def f(x, y=": return"):\n    pass', [], false, false],
  ['def f(x):\n    a = "\\\n return 1"\n    return 1', [4], true, false],
  ['def f(x):\n    returned = "it\'s" # return', [], false, false],
  ['    def f(x):\n\treturn x', [2], true, false],
  ['def f(x):\n    if x: return 1; return 2', [2, 2], false, false],
])('%j', (text, returns, endsWithReturn, canCatch) => {
  const shape = functionShape(text.split('\n'), 1);
  expect(shape).toMatchObject({ returns, endsWithReturn, canCatch });
});

test('no function, no shape; a function of endless length neither', () => {
  expect(functionShape(['x = 1'], 1)).toBeNull();
  expect(functionShape(['class A: pass'], 1)).toBeNull();
  expect(functionShape(['def f():', ...Array.from({ length: 30_000 }, () => '    pass')], 1)).toBeNull();
});

test.each([
  ['def f(x):\n    if x: return 1', false, 2],
  ['def f(x):\n    if x: return 1', true, null],
  ['def f(x):\n    return x.y()', true, 2],
  ['def f(x):\n    if x: return 1\n    return 2', false, null],
  ['def f(x):\n    pass', true, null],
])('%j, None: %s, returned at %s', (text, returnedNone, line) => {
  const shape = functionShape(text.split('\n'), 1);
  expect(shape && returnTaken(shape, returnedNone)).toBe(line);
});

test('text that is no Python ends, too', () => {
  const hostile = ['"""', "'", '((((', '\\', 'def', 'def (', '@', '\u0000', "f'{", 'class :'];
  expect([...maskedLines(hostile, 1)]).toHaveLength(hostile.length);
  expect(() => outline(hostile.toReversed())).not.toThrow();
});
