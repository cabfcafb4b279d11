import { expect, test } from 'vitest';
import { settings } from '../contributions.js';
import { recorderOptions } from './recorder-options.js';

test.each([
  [{}, []],
  [{ 'record.everything': true, 'record.sampleAfter': 0 }, ['--all', '--sample=off']],
  [
    { 'record.include': ['a b', 'lib/**'], 'record.exclude': ['--all'] },
    ['--include=a b', '--include=lib/**', '--exclude=--all'],
  ],
  [
    { 'record.values': 'repr', 'record.sampleAfter': 5, 'record.redact': ['pin'] },
    ['--redact=pin', '--values=repr', '--sample=5'],
  ],
  [
    {
      'record.values': '; rm',
      'record.sampleAfter': -1,
      'record.redact': 'x',
      'record.include': [7, ''],
      'record.everything': 'yes',
    },
    [],
  ],
  [{ 'record.sampleAfter': 1.5, 'record.allocations': 'yes' }, []],
  [{ 'record.allocations': true }, ['--allocations']],
  [
    { 'heap.atExit': true, 'heap.everySeconds': 2.55, 'heap.growthMegabytes': 100 },
    ['--heap-at-exit', '--heap-every=2.5', '--heap-growth=100'],
  ],
  [{ 'heap.atExit': 1, 'heap.everySeconds': 0.01, 'heap.growthMegabytes': -5 }, []],
  [{ 'heap.everySeconds': Number.NaN, 'heap.growthMegabytes': '100; rm' }, []],
  [{ 'heap.everySeconds': 1e9, 'heap.growthMegabytes': Number.POSITIVE_INFINITY }, []],
])('%j', (changed, expected) => {
  const all: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(changed)) all[`tracehold.${name}`] = value;
  expect(recorderOptions((id) => all[id])).toEqual(expected);
});
