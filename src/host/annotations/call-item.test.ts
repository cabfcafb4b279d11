import { expect, test } from 'vitest';
import { callReference, functionTarget } from './call-item.js';

test.each([
  [
    { folder: '/r', call: 7 },
    { folder: '/r', call: 7, isFromTree: false },
  ],
  [
    { folder: '/r', call: 7, kind: 'call' },
    { folder: '/r', call: 7, isFromTree: true },
  ],
  [{ folder: '/r', call: 0 }, null],
  [{ folder: '/r', call: 1.5 }, null],
  [{ folder: '/r', call: '7' }, null],
  [{ call: 7 }, null],
  [undefined, null],
  [null, null],
  ['x', null],
])('%j as a call', (given, expected) => {
  expect(callReference(given)).toEqual(expected);
});

test.each([
  [
    { folder: '/r', functionIds: [1, 2], qualname: 'f' },
    { folder: '/r', functionIds: [1, 2], qualname: 'f' },
  ],
  [{ folder: '/r', functionIds: [], qualname: 'f' }, null],
  [{ folder: '/r', functionIds: [1, '2'], qualname: 'f' }, null],
  [{ folder: '/r', functionIds: [1] }, null],
  [{ scheme: 'file', path: '/r/x.py' }, null],
  [undefined, null],
])('%j as a function', (given, expected) => {
  expect(functionTarget(given)).toEqual(expected);
});
