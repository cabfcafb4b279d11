import { execFile } from 'node:child_process';
import type { SyntaxProblem } from './judge-ending.js';

const TIMEOUT_MS = 10_000;

/** Compiles and runs nothing. Two lines: where and what. */
const question = `
import sys
try:
    compile(open(sys.argv[1], "rb").read(), sys.argv[1], "exec")
except (SyntaxError, ValueError) as error:
    print(getattr(error, "lineno", None) or 1)
    print(ascii(getattr(error, "msg", None) or str(error)))
`;

/** Why the interpreter refuses the script as a whole; null when it does not, or cannot be asked. */
export function findSyntaxProblem(python: string, script: string): Promise<SyntaxProblem | null> {
  return new Promise((resolve) => {
    // Isolated: neither the script's folder nor the environment decides what is imported.
    execFile(python, ['-I', '-S', '-c', question, script], { timeout: TIMEOUT_MS }, (_error, stdout) => {
      const [line = '', message = ''] = stdout.split(/\r?\n/);
      resolve(/^\d+$/.test(line) ? { line: Number(line), message: message.slice(1, -1) } : null);
    });
  });
}
