import { expect, test } from 'vitest';
import type { HeapBirths } from '../../src/rpc/heap-births-contract.js';
import { allocatingText, betweenText, bornText, missingText } from './births-words.js';

const births: HeapBirths = {
  missing: null,
  born: null,
  sites: [],
  allocating: [],
  betweenNs: 2e9,
  isAfterOther: false,
  isCut: false,
};

test('what a recording cannot tell is said with what to do', () => {
  expect(missingText(births)).toBeNull();
  expect(missingText({ ...births, missing: 'run' })).toMatch(/not lie in the folder of a recorded run/);
  expect(missingText({ ...births, missing: 'process' })).toMatch(/no recording of the process/);
  expect(missingText({ ...births, missing: 'calls' })).toMatch(/No calls/);
  expect(allocatingText({ ...births, allocating: null })).toMatch(/not counted.*tracehold\.record\.allocations/);
});

test('the call that made an object is told with how sure that is', () => {
  const born = { call: 3, function: 'A\u202e.__init__', file: 'a.py', line: 1, beforeNs: 2e6, unknownCalls: 0 };
  expect(bornText(born)).toBe(
    'Made 2.00 ms before the snapshot, by the last call of A\ufffd.__init__ for its address:',
  );
  expect(bornText({ ...born, unknownCalls: 3 })).toMatch(/Not for certain: of 3 calls after it no values were kept/);
});

test('candidates are called candidates, of the time that they are of', () => {
  expect(betweenText(births)).toBe('Allocated from the start until the snapshot, in 2.00 s');
  expect(betweenText({ ...births, isAfterOther: true })).toMatch(
    /^Allocated between the snapshot before and this one, in/,
  );
  expect(allocatingText(births)).toMatch(/^No call/);
  const one = { function: 'load', file: 'a.py', line: 1, calls: 1, netBytes: 5, call: 3 };
  expect(allocatingText({ ...births, allocating: [one] })).toMatch(
    /^Candidates only: .* Of which type, nobody recorded/,
  );
});
