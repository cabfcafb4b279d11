import { expect, test } from 'vitest';
import type { FunctionStats } from '../../src/store/api.js';
import { filtered, isOrder, nextOrder, sorted } from './sort.js';
import type { Column } from './sort.js';

function row(functionId: number, qualname: string, totalNs: number, more: Partial<FunctionStats> = {}): FunctionStats {
  return {
    functionId,
    function: qualname,
    qualname,
    module: 'shop',
    file: '/srv/shop.py',
    line: functionId,
    calls: 1,
    resumes: 0,
    exceptions: 0,
    valuesKept: 1,
    selfNs: 0,
    totalNs,
    minNs: 0,
    maxNs: 0,
    ...more,
  };
}

const memory = (allocated: number, freed: number) => ({
  memory: { self: { allocated, freed }, total: { allocated: allocated * 3, freed } },
});

const rows = [
  row(1, 'step10', 50, { calls: 3, ...memory(500, 600) }),
  row(2, 'step9', 90, { calls: 3, ...memory(400, 100) }),
  row(3, 'Alpha', 10, { calls: 7, file: 'C:\\work\\api.py' }),
];

test.each<[Column, boolean, number[]]>([
  ['totalNs', true, [2, 1, 3]],
  ['totalNs', false, [3, 1, 2]],
  ['calls', true, [3, 2, 1]],
  ['calls', false, [2, 1, 3]],
  ['qualname', false, [3, 2, 1]],
  ['qualname', true, [1, 2, 3]],
  ['file', false, [1, 2, 3]],
  // What was not counted is as nothing.
  ['allocated', true, [1, 2, 3]],
  ['freed', false, [3, 2, 1]],
  ['net', true, [2, 3, 1]],
  ['netTotal', true, [2, 1, 3]],
])('by %s, descending %s', (column, descending, ids) => {
  expect(sorted(rows, { column, descending }).map(({ functionId }) => functionId)).toEqual(ids);
  expect(rows.map(({ functionId }) => functionId)).toEqual([1, 2, 3]);
});

test('a heading sorts largest first, names from A; a second click turns round', () => {
  const byCalls = nextOrder({ column: 'totalNs', descending: true }, 'calls');
  expect(byCalls).toEqual({ column: 'calls', descending: true });
  expect(nextOrder(byCalls, 'calls')).toEqual({ column: 'calls', descending: false });
  expect(nextOrder(byCalls, 'qualname')).toEqual({ column: 'qualname', descending: false });
});

test.each([
  ['', [1, 2, 3]],
  ['  ', [1, 2, 3]],
  ['STEP', [1, 2]],
  ['step 9', [2]],
  ['api', [3]],
  ['shop step1', [1]],
  ['nothing', []],
])('filter %j', (text, ids) => expect(filtered(rows, text).map(({ functionId }) => functionId)).toEqual(ids));

test.each([
  [{ column: 'calls', descending: true }, true],
  [{ column: 'constructor', descending: true }, false],
  [{ column: 'calls' }, false],
  [null, false],
  ['calls', false],
])('kept %j is an order: %s', (kept, expected) => expect(isOrder(kept)).toBe(expected));
