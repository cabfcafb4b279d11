import { expect, test } from 'vitest';
import { settings } from '../contributions.js';
import { recorderOptions } from './recorder-options.js';

test.each([
  [{}, []],
  [{ everything: true, sampleAfter: 0 }, ['--all', '--sample=off']],
  [{ include: ['a b', 'lib/**'], exclude: ['--all'] }, ['--include=a b', '--include=lib/**', '--exclude=--all']],
  [{ values: 'repr', sampleAfter: 5, redact: ['pin'] }, ['--redact=pin', '--values=repr', '--sample=5']],
  [{ values: '; rm', sampleAfter: -1, redact: 'x', include: [7, ''], everything: 'yes' }, []],
  [{ sampleAfter: 1.5, allocations: 'yes' }, []],
  [{ allocations: true }, ['--allocations']],
])('%j', (changed, expected) => {
  const all: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(changed)) all[`tracehold.record.${name}`] = value;
  expect(recorderOptions((id) => all[id])).toEqual(expected);
});
