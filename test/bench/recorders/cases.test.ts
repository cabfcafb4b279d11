import { describe, expect, test } from 'vitest';
import { askedFor, recorders, recordersFor, workloads } from './cases.js';

describe('what is asked for', () => {
  test('nothing: five rounds, every version, every workload that is not optional', () => {
    const asked = askedFor([]);
    expect([asked.rounds, asked.minors]).toEqual([5, []]);
    expect(asked.workloads).toEqual(workloads.filter(({ optional }) => optional !== true));
  });

  test('rounds, versions and workloads in any order', () => {
    const asked = askedFor(['flask', '3.13', '3', '3.8']);
    expect([asked.rounds, asked.minors, asked.workloads.map(({ name }) => name)]).toEqual([3, [13, 8], ['flask']]);
  });

  test.for([['0'], ['3', '4'], ['2.7'], ['fibonaci'], ['--help']])('not %j', (words) => {
    expect(() => askedFor(words)).toThrow('usage: recorders [ROUNDS]');
  });
});

test('all code is measured only where there is code besides the user’s', () => {
  const names = (library: boolean) => recordersFor({ name: 'x', title: 'x', library }).map(({ name }) => name);
  expect(names(true)).toEqual(recorders.map(({ name }) => name));
  expect(names(false).filter((name) => name.includes('tracehold'))).toHaveLength(6);
});
