import { describe, expect, test } from 'vitest';
import { askedFor, fitting, recorders, workloads } from './cases.js';

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

  test('some peers with all their settings', () => {
    const { recorders: chosen, workloads: all } = askedFor(['kolo', 'cProfile']);
    expect(chosen.map(({ peer }) => peer.name)).toEqual(['kolo', 'kolo', 'cProfile']);
    expect(all.length).toBeGreaterThan(1);
  });

  test.for([['0'], ['3', '4'], ['2.7'], ['fibonaci'], ['--help']])('not %j', (words) => {
    expect(() => askedFor(words)).toThrow('usage: recorders [ROUNDS]');
  });
});

test('all code is measured only where there is code besides the user’s', () => {
  const names = (library: boolean) => fitting(recorders, { name: 'x', title: 'x', library }).map(({ name }) => name);
  expect(names(true)).toEqual(recorders.map(({ name }) => name));
  expect(names(false).filter((name) => name.includes('tracehold'))).toHaveLength(6);
});
