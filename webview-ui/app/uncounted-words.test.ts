import { expect, test } from 'vitest';
import { testProcess } from '../timeline/test-lanes.js';
import { countsMemory, uncountedWords } from './uncounted-words.js';

function info(...processes: readonly Parameters<typeof testProcess>[0][]) {
  return { run: 'shop', processes: processes.map(testProcess), notices: [] };
}

test.each([
  [
    'the pure recorder',
    info({ recorder: 'pure' }),
    /the pure recorder cannot.*tracehold\.record\.allocations.*--allocations/,
  ],
  ['nobody asked', info({ recorder: 'native' }, { recorder: 'pure' }), /nobody asked.*tracehold\.record\.allocations/],
  [
    'a refusal',
    info({ recorder: 'native', problems: [{ code: 'no-allocations', message: 'They were not: \u202Eno probe.' }] }),
    /^They were not: .*no probe\.$/,
  ],
])('says why nothing was counted: %s', (_, of, words) => {
  expect(uncountedWords(of)).toMatch(words);
  expect(uncountedWords(of)).not.toContain('\u202E');
  expect(countsMemory(of)).toBe(false);
});

test('says nothing of a run that has just begun', () => expect(uncountedWords(info())).toBeNull());

test('says nothing where one process counted', () => {
  const of = info({ recorder: 'native', allocations: true }, { recorder: 'pure' });
  expect(uncountedWords(of)).toBeNull();
  expect(countsMemory(of)).toBe(true);
});
