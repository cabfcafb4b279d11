import { expect, test } from 'vitest';
import { LineMap, splitLines } from './line-map.js';
import type { LineChange } from './line-map.js';

const base = ['import os', '', 'def f(x):', '    return x', '', 'def g():', '    return f(1)'];

function change(from: [number, number], to: [number, number], text: string): LineChange {
  return { startLine: from[0], startCharacter: from[1], endLine: to[0], endCharacter: to[1], text };
}

/** Origins of all lines, 0 for none. */
function origins(map: LineMap): readonly number[] {
  return map.lines.map((_, index) => map.originOf(index + 1) ?? 0);
}

test.each<[string, LineChange[], number[]]>([
  ['nothing', [], [1, 2, 3, 4, 5, 6, 7]],
  ['a line inserted above', [change([0, 0], [0, 0], '# new\n')], [0, 1, 2, 3, 4, 5, 6, 7]],
  ['a line inserted below', [change([0, 9], [0, 9], '\nimport re')], [1, 0, 2, 3, 4, 5, 6, 7]],
  ['an edited line', [change([3, 11], [3, 12], 'x + 1')], [1, 2, 3, 0, 5, 6, 7]],
  ['lines removed', [change([2, 0], [4, 0], '')], [1, 2, 5, 6, 7]],
  [
    'a function pasted above itself',
    [change([2, 0], [2, 0], 'def f(x):\n    return x\n')],
    [1, 2, 0, 0, 3, 4, 5, 6, 7],
  ],
  [
    'a function pasted below itself',
    [change([3, 12], [3, 12], '\ndef f(x):\n    return x')],
    [1, 2, 3, 4, 0, 0, 5, 6, 7],
  ],
  ['typed and undone', [change([3, 4], [3, 4], 'z'), change([3, 4], [3, 5], '')], [1, 2, 3, 4, 5, 6, 7]],
  [
    'removed and undone',
    [change([2, 0], [5, 0], ''), change([2, 0], [2, 0], 'def f(x):\n    return x\n\n')],
    [1, 2, 3, 4, 5, 6, 7],
  ],
  [
    'two cursors, the last first',
    [change([5, 0], [5, 0], '# b\n'), change([2, 0], [2, 0], '# a\n')],
    [1, 2, 0, 3, 4, 5, 0, 6, 7],
  ],
  ['everything replaced', [change([0, 0], [6, 15], 'print()')], [0]],
  ['windows line ends', [change([0, 0], [0, 0], '# a\r\n# b\r\n')], [0, 0, 1, 2, 3, 4, 5, 6, 7]],
])('%s', (_, changes, expected) => {
  const map = LineMap.unchanged(base);
  for (const one of changes) map.apply(one);
  expect(origins(map)).toEqual(expected);
  for (const [index, origin] of expected.entries()) {
    if (origin !== 0) expect(map.lineOf(origin)).toBe(index + 1);
  }
});

test('what nobody saw: only the beginning and the end are known', () => {
  const now = [...base.slice(0, 3), '    y = x', '    return y', ...base.slice(4)];
  expect(origins(LineMap.between(base, now))).toEqual([1, 2, 3, 0, 0, 5, 6, 7]);
  expect(LineMap.between(base, now).lineOf(4)).toBeNull();
});

test('a random walk never gives a line another text than it was recorded with, nor changes their order', () => {
  let seed = 7;
  const below = (limit: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % limit;
  const map = LineMap.unchanged(base);
  const texts = ['', 'x', '\n', '\n\n', 'def f(x):\n', '    return x\n', 'a\nb'];
  for (let step = 0; step < 2000; step++) {
    const start = below(map.lines.length);
    const end = Math.min(map.lines.length - 1, start + below(3));
    const from = below(map.lines[start].length + 1);
    const to = start === end ? from + below(map.lines[end].length - from + 1) : below(map.lines[end].length + 1);
    map.apply(change([start, from], [end, to], texts[below(texts.length)]));
    let before = 0;
    for (const [index, origin] of origins(map).entries()) {
      if (origin === 0) continue;
      expect(map.lines[index]).toBe(base[origin - 1]);
      expect(origin).toBeGreaterThan(before);
      before = origin;
    }
  }
});

test('lines end as in the editor', () => {
  expect(splitLines('a\r\nb\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
});
