import { expect, test } from 'vitest';
import { testCall } from '../timeline/test-calls.js';
import { memoryFacts } from './memory-facts.js';

const memory = (allocated: number, freed: number) => ({ memory: { allocated, freed } });
const row = testCall(memory(4096, 1024));
const values = (...of: Parameters<typeof memoryFacts>) => memoryFacts(...of).map(({ value }) => value);

test('what the callees allocated and freed is not the call itself', () => {
  const callees = [testCall({ id: 2, ...memory(1024, 0) }), testCall({ id: 3, ...memory(1024, 512) })];
  expect(memoryFacts(row, callees, true)).toEqual([
    { name: 'Allocated', value: '4.00 KiB, self 2.00 KiB' },
    { name: 'Freed', value: '1.00 KiB, self 512 B' },
    { name: 'Net', value: '+3.00 KiB, self +1.50 KiB' },
  ]);
});

test('a generator may have run elsewhere: then it is about', () => {
  const callees = [testCall({ id: 2, activeNs: 1, ...memory(5000, 0) })];
  expect(values(row, callees, true)).toEqual([
    '4.00 KiB, self ≈ 0 B',
    '1.00 KiB, self ≈ 1.00 KiB',
    '+3.00 KiB, self ≈ −1.00 KiB',
  ]);
});

test('nothing is said of the call itself that is not known', () => {
  const callee = testCall({ id: 2, ...memory(1, 1) });
  expect(values(row, [callee], false)).toEqual(['4.00 KiB, self ≤ 4.00 KiB', '1.00 KiB, self ≤ 1023 B', '+3.00 KiB']);
  // Some are missing, and what is there may have run elsewhere: neither about nor at most.
  const generator = testCall({ id: 2, activeNs: 1, ...memory(1, 1) });
  expect(values(row, [generator], false)).toEqual(['4.00 KiB', '1.00 KiB', '+3.00 KiB']);
  expect(values(row, [testCall({ id: 2 })], true)).toEqual(['4.00 KiB', '1.00 KiB', '+3.00 KiB']);
  expect(values(row, null, true)).toEqual(['4.00 KiB, self …', '1.00 KiB, self …', '+3.00 KiB, self …']);
  expect(values(testCall({}), [], true)).toEqual([]);
});
