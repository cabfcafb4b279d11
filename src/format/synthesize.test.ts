import { expect, test } from 'vitest';
import { decodeArguments, decodeExit } from './call-values.js';
import { readTrace } from './read-trace.js';
import { Codec } from './schema.gen.js';
import { fibonacciCalls, synthesizeFibonacci } from './synthesize.js';

test.each([
  [0, 1],
  [1, 1],
  [2, 3],
  [10, 177],
  [25, 242_785],
])('fibonacci(%d) makes %d calls', (n, calls) => {
  expect(fibonacciCalls(n)).toBe(calls);
});

test.each([Codec.raw, Codec.deflate])('the recording of fibonacci(10) with codec %d is whole', (codec) => {
  const { trace, problems } = readTrace(synthesizeFibonacci(10, { codec, eventsPerChunk: 100 }).bytes());
  expect(problems).toEqual([]);
  expect(trace.events.reduce((sum, { count }) => sum + count, 0)).toBe(2 * (fibonacciCalls(10) + 1));
  expect(trace.end).toMatchObject({ reason: 'exit', events: 356 });
  const { values, valueLengths, depth, gapBefore } = trace.events[0];
  expect([depth, gapBefore]).toEqual([0, false]);
  const fibonacci = trace.functions.get(2);
  if (fibonacci === undefined) throw new Error('fibonacci is not defined');
  expect([...decodeArguments(fibonacci, values.subarray(0, valueLengths[0]))]).toEqual([
    ['n', { kind: 'int', value: 10 }],
  ]);
  const last = trace.events[trace.events.length - 1];
  const exit = decodeExit(fibonacci, last.values.subarray(-(last.valueLengths.at(-1) ?? 0)));
  expect(exit.outcome).toEqual({ kind: 'int', value: 55 });
});

test('values can be left out', () => {
  const { trace } = readTrace(synthesizeFibonacci(5, { values: false }).bytes());
  expect(trace.events[0].values).toHaveLength(0);
});
