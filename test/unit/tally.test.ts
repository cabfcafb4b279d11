import { expect, test } from 'vitest';
import { closingLine, judged, readClosingLine, readUnittestSummary, sum } from '../../scripts/lib/tally.mjs';
import { count, failures } from '../../scripts/lib/vitest.mjs';

test('the closing line is read back, and the last one counts', () => {
  const tally = { passed: 12, failed: 1, skipped: 2 };
  expect(readClosingLine(`unit: 1 passed, 0 failed, 0 skipped\n${closingLine(tally)}\n`)).toEqual(tally);
  expect(readClosingLine('ended early')).toBeUndefined();
});

test.each<[what: string, outcome: Parameters<typeof judged>[0], failed: number]>([
  ['all passed', { code: 0, tally: { passed: 3, failed: 0, skipped: 0 } }, 0],
  ['some are skipped', { code: 0, tally: { passed: 3, failed: 0, skipped: 1 }, skipped: ['a: no disk'] }, 0],
  ['all are skipped, and why', { code: 0, tally: { passed: 0, failed: 0, skipped: 1 }, skipped: ['a: no disk'] }, 0],
  ['all are skipped, without a word', { code: 0, tally: { passed: 0, failed: 0, skipped: 9 } }, 1],
  ['no test was found', { code: 0, tally: { passed: 0, failed: 0, skipped: 0 } }, 1],
  ['there is no closing line', { code: 0, tally: undefined }, 1],
  ['it ended badly after its tests', { code: 1, tally: { passed: 3, failed: 0, skipped: 0 } }, 1],
  ['tests failed', { code: 1, tally: { passed: 3, failed: 2, skipped: 0 } }, 2],
])('of a runner, when %s', (_what, outcome, failed) => {
  expect(judged(outcome).failed).toBe(failed);
});

test('runners are summed', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 0, skipped: 0 },
    ]),
  ).toEqual({
    passed: 11,
    failed: 2,
    skipped: 3,
  });
});

test.each([
  ['Ran 12 tests in 0.1s\n\nOK', { passed: 12, failed: 0, skipped: 0 }],
  ['Ran 1 test in 0.1s\n\nOK (skipped=1, expected failures=1)', { passed: 0, failed: 0, skipped: 1 }],
  ['Ran 12 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)', { passed: 6, failed: 3, skipped: 3 }],
  ['Ran 5 tests in 0.1s\n\nFAILED (expected failures=1, unexpected successes=1)', { passed: 4, failed: 1, skipped: 0 }],
  ['Ran 0 tests in 0.000s\n\nNO TESTS RAN', { passed: 0, failed: 0, skipped: 0 }],
])('unittest says %j', (output, tally) => {
  expect(readUnittestSummary(output)).toEqual(tally);
});

test('an interpreter that died has no summary', () => {
  expect(readUnittestSummary('test_a ... ok\nSegmentation fault')).toBeUndefined();
});

test('a test file that cannot be loaded is a failure although it holds no failed test', () => {
  const broken = { name: 'a', status: 'failed', assertionResults: [] };
  const fine = { name: 'b', status: 'passed', assertionResults: [{ fullName: 't', status: 'passed' }] };
  const open = { name: 'c', status: 'passed', assertionResults: [{ fullName: 'u', status: 'pending' }] };
  expect(count({ testResults: [broken, fine, open] })).toEqual({ passed: 1, failed: 1, skipped: 1 });
});

test('a failure is told with the first lines of its message, without colours and without the frames of packages', () => {
  const failureMessages = ['\u001B[31mError: no\u001B[39m\n\n  at a.ts:1\n  at /node_modules/vitest/x.js:1'];
  const assertionResults = [
    { fullName: 'works', status: 'passed' },
    { fullName: 'fails', status: 'failed', failureMessages },
  ];
  const broken = { name: 'broken.ts', status: 'failed', message: 'cannot be loaded', assertionResults: [] };
  expect(failures({ testResults: [{ name: 'a.ts', status: 'failed', assertionResults }, broken] })).toEqual([
    'fails\n    Error: no\n      at a.ts:1',
    'broken.ts\n    cannot be loaded',
  ]);
});
