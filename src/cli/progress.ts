import type { HeapProgress } from '../store/heap-api.js';
import type { Terminal } from './terminal.js';

/** A line on stderr that is rewritten in place and leaves nothing behind; silent where stderr is no terminal. */
export class ProgressLine {
  readonly #terminal: Pick<Terminal, 'err' | 'errIsTerminal' | 'errStyle'>;
  #shown = false;

  constructor(terminal: Pick<Terminal, 'err' | 'errIsTerminal' | 'errStyle'>) {
    this.#terminal = terminal;
  }

  /** `text` is ours, never recorded. */
  show(text: string): void {
    if (!this.#terminal.errIsTerminal) return;
    this.#shown = true;
    this.#terminal.err(`\r${this.#terminal.errStyle.dim(text)}\u001b[K`);
  }

  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#terminal.err('\r\u001b[K');
  }
}

/** `reading 45 %, 1,200,000 calls` */
export function progressText(what: string, done: { readonly fraction: number; readonly calls: number }): string {
  const percent = Math.floor(Math.min(1, Math.max(0, done.fraction || 0)) * 100);
  return `tracehold: ${what} ${percent} %, ${done.calls.toLocaleString('en-US')} calls`;
}

/** `analysing snapshot 2 of 5, 45 %` */
export function analysingText({ fraction, snapshot, of }: HeapProgress): string {
  return `tracehold: analysing snapshot ${snapshot} of ${of}, ${Math.floor(fraction * 100)} %`;
}
