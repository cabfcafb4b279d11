import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { breakpointExpression, readAnswer } from '../../src/host/snapshots/breakpoint-expression.js';

const pythons = await findPythons();
const shim = resolve(import.meta.dirname, '../../python');

/** Evaluates as a debugger does in a frame of a program that has its own ideas of names. */
const program = `
import sys
expression = sys.stdin.read()
def changed():
    return [list(sys.path), sys.argv[1] in sys.path_importer_cache, sys.getswitchinterval(), sys.getprofile()]
def frame():
    exec = lambda *_: 1 / 0
    names = answer = folder = shim = label = 7
    before = changed()
    value = eval(expression, {'exec': exec, 'sys': 7, 'list': 7}, {'names': 7, 'answer': 8, 'shim': 9})
    print(before == changed())
    print(repr(value))
frame()
`;

function evaluate(python: string, expression: string): readonly [unchanged: string, value: string] {
  const out = execFileSync(python, ['-c', program, shim], { input: expression, encoding: 'utf8' });
  const [unchanged = '', value = ''] = out.split('\n');
  return [unchanged, value];
}

test.each(pythons.map(({ version, path }) => [version, path]))('Python %s', (_version, python) => {
  const outer = mkdtempSync(join(tmpdir(), "tracehold 'ü\\ "));
  try {
    const [unchanged, value] = evaluate(python, breakpointExpression({ shim, folder: outer, label: `it's "ü"\n\\` }));
    expect(unchanged).toBe('True');
    const path = readAnswer(value);
    expect(dirname(path)).toBe(outer);
    const [, missing] = evaluate(python, breakpointExpression({ shim, folder: join(outer, 'none'), label: '' }));
    expect(() => readAnswer(missing)).toThrow(/does not see the folder .*none: it runs on another machine/);
  } finally {
    rmSync(outer, { recursive: true });
  }
});

test('what is no answer of ours is told as it is', () => {
  expect(() => readAnswer("NameError: name 'x' is not defined")).toThrow("NameError: name 'x' is not defined");
});
