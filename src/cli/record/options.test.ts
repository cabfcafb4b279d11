import { expect, test } from 'vitest';
import { parseArguments } from '../arguments.js';
import { recordOptions, recorderArguments, splitTarget } from './options.js';

const words = (line: string) => line.split(' ').filter((word) => word !== '');

test.each([
  ['-- a.py --json', '', 'a.py --json'],
  ['--all -- a.py -- b', '--all', 'a.py -- b'],
  ['--out x a.py --out y', '--out x', 'a.py --out y'],
  ['--out=x -m json.tool --json', '--out=x', '-m json.tool --json'],
  ['--python p -- -m', '--python p', '-m'],
  ['--json --all a.py', '--json --all', 'a.py'],
  ['-h', '-h', ''],
  ['--', '', ''],
  ['', '', ''],
])('%s', (line, own, target) => {
  expect(splitTarget(words(line))).toEqual({ own: words(own), target: words(target) });
});

test('the recorder gets its options, and those only', () => {
  const line = '--values type --include a --out x --all --include=-b --python p --sample off --redact iban';
  const args = parseArguments('record', words(line), recordOptions, 0);
  expect(recorderArguments(args)).toEqual([
    '--include=a',
    '--include=-b',
    '--all',
    '--values=type',
    '--sample=off',
    '--redact=iban',
  ]);
});
