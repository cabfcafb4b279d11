import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CodedError } from '../base/result.js';
import { CliError, exitCodeOf, faultLine, toFault, usageError } from './fault.js';

test.each<[string, unknown, string]>([
  [
    'own advice replaces the usual',
    new CliError('not-found', "No run 'x'", { todo: 'Record one' }),
    "tracehold: No run 'x'. Record one.\n",
  ],
  [
    'a code from below gets the usual advice',
    new CodedError('newer-version', 'Written by format 2.0.'),
    'tracehold: Written by format 2.0. Nothing was changed. Update Tracehold.\n',
  ],
  [
    'control characters do not reach the terminal, and the line stays one',
    new CliError('io', 'Cannot read a\nb\u001b[31m', { todo: 'Look' }),
    String.raw`tracehold: Cannot read a\nb\x1b[31m. Look.` + '\n',
  ],
  ['usage', usageError('Unknown option', 'top'), "tracehold: Unknown option. Try 'tracehold top --help'.\n"],
])('%s', (_name, thrown, line) => {
  expect(faultLine(toFault(thrown))).toBe(line);
});

test('what the system refuses is io', async () => {
  const thrown: unknown = await readFile('/nowhere/at/all').catch((error: unknown) => error);
  expect(toFault(thrown)).toMatchObject({ code: 'io', message: expect.stringContaining('ENOENT') as string });
});

test.each([
  ['cancelled', 130],
  ['bad-argument', 2],
  ['not-found', 1],
  ['internal', 1],
] as const)('%s exits with %d', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit);
});

test('an aborted signal is a cancellation', () => {
  expect(toFault(AbortSignal.abort().reason).code).toBe('cancelled');
});
