import { expect, test } from 'vitest';
import type { FunctionStats, SiteStats } from '../../store/api.js';
import { LineMap } from '../source/line-map.js';
import type { DocumentLines } from '../source/source-lines.js';
import { heatLevel } from './heat.js';
import { place } from './placement.js';

const text = [
  'class A:',
  '    def f(self):',
  '        return g()',
  '',
  '@deco',
  'def g():',
  '    return 1',
  'h = lambda: g()',
];

function stats(line: number, qualname: string, more: Partial<FunctionStats> = {}): FunctionStats {
  return {
    functionId: line,
    function: qualname.split('.').at(-1) ?? '',
    qualname,
    module: 'm',
    file: '/m.py',
    line,
    calls: 2,
    resumes: 0,
    exceptions: 0,
    valuesKept: 2,
    selfNs: 10,
    totalNs: 100,
    minNs: 1,
    maxNs: 99,
    ...more,
  };
}

function site(line: number, totalNs: number): SiteStats {
  return { siteId: line, file: '/m.py', line, callerQualname: 'A.f', calleeId: 5, calls: 3, totalNs };
}

function lines(map: LineMap | null, now = text): DocumentLines {
  return {
    stale: map === null,
    text: map?.lines ?? now,
    lineOf: (line) => map?.lineOf(line) ?? null,
    originOf: (line) => map?.originOf(line) ?? null,
  };
}

const functions = [stats(1, '<module>'), stats(2, 'A.f'), stats(5, 'g', { totalNs: 900 }), stats(8, '<lambda>')];
const recorded = { functions, sites: [site(3, 300), site(3, 400), site(8, 1)], wholeNs: 1000 };

test('definitions and call sites of an unchanged file', () => {
  const placement = place(recorded, lines(LineMap.unchanged(text)));
  expect(placement.stale).toBe(false);
  expect(placement.functions.map(({ line, kind, level }) => [line, kind, level])).toEqual([
    [2, 'def', 3],
    [6, 'def', 5],
    [8, 'lambda', 3],
  ]);
  expect(placement.sites.map(({ line, level, sums }) => [line, level, sums.calls, sums.totalNs])).toEqual([
    [3, 5, 6, 700],
    [8, 1, 3, 1],
  ]);
});

test('edits move what is below them and hide what they touched', () => {
  const map = LineMap.unchanged(text);
  map.apply({ startLine: 2, startCharacter: 15, endLine: 2, endCharacter: 16, text: 'k' });
  map.apply({ startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, text: '# new\n' });
  const placement = place(recorded, lines(map));
  expect(placement.functions.map(({ line }) => line)).toEqual([3, 7, 9]);
  expect(placement.sites.map(({ line }) => line)).toEqual([9]);
});

test('a changed file: functions by their names where they are sure, call sites nowhere', () => {
  const now = ['def g():', '    pass', '', 'class A:', '    def f(self, more):', '        def f(): pass'];
  const placement = place(recorded, lines(null, now));
  expect(placement.stale).toBe(true);
  expect(placement.functions.map(({ line, functions: [one] }) => [line, one.qualname])).toEqual([
    [1, 'g'],
    [5, 'A.f'],
  ]);
  expect(placement.sites).toEqual([]);
  const twice = place(recorded, lines(null, [...now, 'def g(): pass']));
  expect(twice.functions.map(({ line }) => line)).toEqual([5]);
  const recordedTwice = place({ ...recorded, functions: [...functions, stats(7, 'g')] }, lines(null, now));
  expect(recordedTwice.functions.map(({ line }) => line)).toEqual([5]);
});

test('source that was loaded twice is summed up', () => {
  const again = [...functions, stats(5, 'g', { functionId: 50, totalNs: 50, exceptions: 1 })];
  const g = place({ ...recorded, functions: again }, lines(LineMap.unchanged(text))).functions[1];
  expect(g.functions.map(({ functionId }) => functionId)).toEqual([5, 50]);
  expect(g.sums).toEqual({ calls: 4, totalNs: 950, selfNs: 20, exceptions: 1 });
});

test.each([
  [0, 100, 1],
  [1, 100, 2],
  [4.9, 100, 2],
  [5, 100, 3],
  [20, 100, 4],
  [50, 100, 5],
  [300, 100, 5],
  [1, 0, 1],
  [0, 0, 1],
])('%d ns of %d have heat level %d', (part, whole, level) => {
  expect(heatLevel(part, whole)).toBe(level);
});
