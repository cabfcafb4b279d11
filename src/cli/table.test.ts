import { expect, test } from 'vitest';
import { table } from './table.js';
import { plainStyle } from './style.js';

const columns = [
  { title: 'calls', align: 'right' },
  { title: 'function', cut: 'end' },
  { title: 'file', cut: 'start' },
] as const;
const rows = [
  ['242,785', 'fibonacci', '/home/someone/projects/examples/fibonacci.py:12'],
  ['1', '<module>\u001b[2J', 'a.py:1'],
];

test('columns are aligned and escaped, and whole where there is no terminal', () => {
  expect(table(columns, rows, { columns: null, style: plainStyle })).toBe(
    [
      '  calls  function         file',
      '242,785  fibonacci        /home/someone/projects/examples/fibonacci.py:12',
      String.raw`      1  <module>\x1b[2J  a.py:1`,
      '',
    ].join('\n'),
  );
});

test('the widest column gives way to a narrow terminal, at its less telling end', () => {
  const lines = table(columns, rows, { columns: 50, style: plainStyle }).trimEnd().split('\n');
  expect(lines.every((line) => line.length <= 50)).toBe(true);
  expect(lines[1]).toContain('…projects/examples/fib'.slice(-4));
  expect(lines[1].endsWith('fibonacci.py:12')).toBe(true);
});
