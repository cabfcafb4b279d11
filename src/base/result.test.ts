import { expect, test } from 'vitest';
import { assertNever } from './assert-never.js';
import { CodedError, err, isOk, ok, toFailure } from './result.js';
import type { Result } from './result.js';

test('a result is told apart by its shape, also when the value is undefined', () => {
  expect(isOk(ok(undefined))).toBe(true);
  const failed: Result<number> = err('not-found', 'no such run');
  expect(isOk(failed)).toBe(false);
});

test.each<[unknown, string, string]>([
  [new CodedError('newer-version', 'written by version 2'), 'newer-version', 'written by version 2'],
  [new TypeError('x is undefined'), 'internal', 'x is undefined'],
  ['a string', 'internal', 'a string'],
  [undefined, 'internal', 'undefined'],
])('%s becomes a failure', (thrown, code, message) => {
  expect(toFailure(thrown)).toEqual({ code, message });
});

test('a value from outside that no case handles is named', () => {
  const fromOutside = 'sideways' as never;
  expect(() => assertNever(fromOutside, 'direction')).toThrow('unexpected direction: sideways');
});
