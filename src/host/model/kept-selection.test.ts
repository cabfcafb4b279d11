import { expect, test } from 'vitest';
import { keptSelection } from './kept-selection.js';

const call = 3 * 2 ** 32 + 7;

test.each([
  { run: '/r', process: null, thread: null, call: null },
  { run: '/r', process: 1, thread: null, call: null },
  { run: '/r', process: 1, thread: 3, call: null },
  { run: '/r', process: 1, thread: 3, call },
])('%j is kept, whatever stands beside it', (selected) => {
  expect(keptSelection({ ...selected, more: 1 })).toEqual(selected);
});

test.each([
  undefined,
  null,
  'text',
  [],
  {},
  { run: null, process: null, thread: null, call: null },
  { run: '', process: null, thread: null, call: null },
  { run: '/r', process: '1', thread: null, call: null },
  { run: '/r', process: 1, thread: 0, call: null },
  { run: '/r', process: 1, thread: NaN, call: null },
  { run: '/r', process: 1, thread: 1.5, call: null },
  { run: '/r', process: null, thread: 3, call: null },
  { run: '/r', process: 1, thread: 4, call },
  { run: '/r', process: 1, thread: null, call },
  { run: '/r', process: 1 },
])('%j is no selection', (kept) => {
  expect(keptSelection(kept)).toBeNull();
});
