import { expect, test } from 'vitest';
import { parseArguments } from './arguments.js';

const options = {
  limit: { value: 'N', help: '' },
  sort: { value: 'KEY', help: '' },
  include: { value: 'GLOB', multiple: true, help: '' },
  json: { help: '' },
} as const;

const parse = (...argv: string[]) => parseArguments('top', argv, options, 1);

test('options may stand anywhere', () => {
  const args = parse('--limit', '3', 'run', '--include=a', '--include', 'b', '--json');
  expect(args.positionals).toEqual(['run']);
  expect(args.count('limit', 20)).toBe(3);
  expect(args.many('include')).toEqual(['a', 'b']);
  expect(args.flag('json')).toBe(true);
  expect(args.choice('sort', ['self', 'total'])).toBeUndefined();
});

test.each([
  ['an unknown option', ['--limt', '3'], "Unknown option '--limt'"],
  ['one argument too many', ['a', 'b'], "Unexpected argument 'b'"],
  ['a missing value', ['--limit'], "Option '--limit <value>' argument missing"],
  ['a value for a switch', ['--json=1'], "Option '--json' does not take an argument"],
])('%s is refused', (_name, argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

test.each([['0'], ['-1'], ['1.5'], ['1e3'], ['x'], ['99999999999999999999']])('--limit %s is refused', (value) => {
  expect(() => parse(`--limit=${value}`).count('limit', 20)).toThrow('--limit takes a whole number from 1');
});

test('a choice names the choices', () => {
  expect(() => parse('--sort', 'name').choice('sort', ['self', 'total', 'calls'])).toThrow(
    "--sort takes self, total or calls, not 'name'",
  );
});
