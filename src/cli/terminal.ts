import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { styleFor } from './style.js';
import type { Style } from './style.js';

/** Where a command prints. stdout carries the answer, stderr everything else. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Columns of the terminal; null when stdout is none, and then nothing is cut to fit. */
  readonly columns: number | null;
  readonly errIsTerminal: boolean;
  readonly style: Style;
  readonly errStyle: Style;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Written at once and whole. process.stdout and process.stderr are never touched where they are pipes: Node would make
 * them non-blocking, which the target that inherits them would notice as lost output.
 */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      // Somebody else made it non-blocking, and its reader is slow.
      Atomics.wait(sleeper, 0, 0, 5);
    }
  }
}

export function standardTerminal(env: NodeJS.ProcessEnv): Terminal {
  const outIsTerminal = isatty(1);
  const errIsTerminal = isatty(2);
  return {
    out: (text) => writeAll(1, text),
    err: (text) => writeAll(2, text),
    get columns() {
      return outIsTerminal ? process.stdout.columns : null;
    },
    errIsTerminal,
    style: styleFor(outIsTerminal, env),
    errStyle: styleFor(errIsTerminal, env),
  };
}
