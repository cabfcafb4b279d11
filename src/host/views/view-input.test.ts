import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodedError } from '../../base/result.js';
import * as check from './view-input.js';

type Check = (input: unknown) => unknown;

const cases: [checkInput: Check, input: unknown, checked?: unknown][] = [
  [check.callInput, 2 ** 33],
  [check.functionInput, 7],
  [check.viewportInput, { thread: 1, fromNs: -1.5, toNs: 2e18, pixels: 800 }],
  [check.viewportInput, { thread: 1, fromNs: 0, toNs: 1, pixels: 800, maxDepth: 3 }],
  [
    check.viewportInput,
    { thread: 1, fromNs: 0, toNs: 1, pixels: 1e9 },
    { thread: 1, fromNs: 0, toNs: 1, pixels: 20_000 },
  ],
  [check.topInput, { sort: 'self', limit: 10 }],
  [check.topInput, { sort: 'net', limit: 10 }],
  [check.topInput, { sort: 'total', limit: 1e9 }, { sort: 'total', limit: 5000 }],
  [check.childrenInput, { thread: 1, call: null, limit: 10 }],
  [check.childrenInput, { thread: 1, call: 2 ** 32, limit: 10, offset: 20 }],
  [check.callsOfInput, { functionIds: [1, 2], limit: 10, offset: 0 }],
  [check.treeInput, { depth: 100, minFraction: 0.01, thread: 1 }],
  [check.treeInput, { depth: 1e9 }, { depth: 2000 }],
  [check.treeInput, { depth: 1, path: [1, 2, 2] }],
  [check.overviewInput, { threads: [{ thread: 1, offsetNs: 5, row: 0, rows: 3 }], fromNs: 0, toNs: 9, pixels: 800 }],
  [check.ancestorsInput, { call: 2 ** 32, limit: 24 }, { call: 2 ** 32, limit: 24, collapse: true }],
  [check.ancestorsInput, { call: 2 ** 32, limit: 24, offset: 3, collapse: false }],
  [check.siblingsInput, { call: 2 ** 32, before: 1, after: 1 }],
  [check.taskSpansInput, { thread: 1, fromNs: 0, toNs: 9, pixels: 800, firstRow: 9_000, rows: 64 }],
  [check.taskAtInput, { thread: 1, index: 9_999 }],
  [check.searchTasksInput, { text: 'Task-1', limit: 1, offset: 7 }],
  [check.searchInput, { text: 'Fact', limit: 5 }],
  [check.selectInput, { thread: null, call: null }],
  [check.selectInput, { thread: 1, call: 2 ** 32 }],
  [check.revealInput, { file: '/project/a.py', line: 3 }],
];

test.each(cases)('%o takes %j', (checkInput, input, checked = input) => {
  expect(checkInput(input)).toEqual(checked);
});

test.each(cases)('%o leaves out what it does not know in %j', (checkInput, input, checked = input) => {
  if (typeof input === 'object') expect(checkInput({ ...input, folder: '/etc', __proto__: null })).toEqual(checked);
});

test.each<[Check, unknown]>([
  [check.callInput, -1],
  [check.callInput, 1.5],
  [check.callInput, 2 ** 60],
  [check.callInput, '1'],
  [check.functionInput, 2 ** 32],
  [check.viewportInput, { thread: 1, fromNs: NaN, toNs: 1, pixels: 1 }],
  [check.viewportInput, { thread: 1, fromNs: 0, toNs: Infinity, pixels: 1 }],
  [check.viewportInput, { thread: 1, fromNs: 0, toNs: 1, pixels: null }],
  [check.viewportInput, { thread: 1e9, fromNs: 0, toNs: 1, pixels: 1 }],
  [check.viewportInput, { thread: 1, fromNs: 0, toNs: 1, pixels: 1, maxDepth: -1 }],
  [check.topInput, { sort: 'constructor', limit: 1 }],
  [check.topInput, { sort: 'self', limit: -1 }],
  [check.childrenInput, { thread: 1, call: undefined, limit: 1 }],
  [check.childrenInput, { thread: 1, call: null, limit: 1, offset: -1 }],
  [check.callsOfInput, { functionIds: '1', limit: 1 }],
  [check.callsOfInput, { functionIds: [1, {}], limit: 1 }],
  [check.callsOfInput, { functionIds: Array.from({ length: 10_001 }, () => 1), limit: 1 }],
  [check.treeInput, { depth: 1, minFraction: 'all' }],
  [check.searchInput, { text: 'x'.repeat(1001), limit: 1 }],
  [check.searchInput, { text: 1, limit: 1 }],
  [check.treeInput, { depth: 1, path: '/etc' }],
  [check.treeInput, { depth: 1, path: [1, -1] }],
  [check.treeInput, { depth: 1, path: { length: 1e9 } }],
  [check.overviewInput, { threads: [{ thread: 1, offsetNs: 5, row: 0, rows: 0 }], fromNs: 0, toNs: 9, pixels: 800 }],
  [check.overviewInput, { threads: [null], fromNs: 0, toNs: 9, pixels: 800 }],
  [check.ancestorsInput, { call: 1, limit: 1, collapse: 'yes' }],
  [check.siblingsInput, { call: 1, before: 1e9, after: 1 }],
  [check.taskSpansInput, { thread: 1, fromNs: 0, toNs: 9, pixels: 800, firstRow: -1, rows: 64 }],
  [check.taskSpansInput, { thread: 1, fromNs: 0, toNs: 9, pixels: 800, firstRow: 0, rows: 1e6 }],
  [check.taskAtInput, { thread: 1, index: -1 }],
  [check.searchTasksInput, { text: 'x', limit: -1 }],
  [check.selectInput, { thread: '1', call: null }],
  [check.revealInput, { file: 1, line: 1 }],
  [check.revealInput, { file: 'a.py', line: -1 }],
])('%o refuses %j', (checkInput, input) => {
  expect(() => checkInput(input)).toThrow(CodedError);
});

test('whatever comes is taken or refused', () => {
  fc.assert(
    fc.property(fc.anything(), (input) => {
      for (const [checkInput] of cases) {
        try {
          checkInput(input);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'bad-argument' });
        }
      }
    }),
  );
});
