import { expect, test } from 'vitest';
import { parseEnvFile } from './env-file.js';

test.each([
  ['A=b', { A: 'b' }],
  ['\ufeffA = b c \r\nB=', { A: 'b c', B: '' }],
  ['# A=b\n\nexport A=b # why', { A: 'b' }],
  [`A='x # $\{B}' # y`, { A: 'x # ${B}' }],
  [String.raw`A="x\n\"y\" \\ \d"`, { A: 'x\n"y" \\ \\d' }],
  ['A=1\nB=${A}/${HOME}/${NONE}', { A: '1', B: '1//home/x/' }],
  ['A=ab#cd\nB=http://x/#y # why\nC=# none', { A: 'ab#cd', B: 'http://x/#y', C: '' }],
  ['A=1\nA=2', { A: '2' }],
  ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ['no line\n=x\n1A=b\nA-B=c', {}],
  ["A='open", { A: "'open" }],
])('%j', (text, expected) => {
  expect([...parseEnvFile(text, { HOME: '/home/x' })]).toEqual(Object.entries(expected));
});

test('a long line takes no time', () => {
  expect(parseEnvFile(`A="${'\\'.repeat(1e5)}\nB=${' '.repeat(1e5)}x`, {}).get('B')).toBe('x');
});
