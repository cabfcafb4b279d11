import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { TextSink } from './source.js';

const bufferCharacters = 1 << 18;

/**
 * Writes a file that appears under its name only when it is whole. Synchronous, because what an exporter walks is: a
 * stream would keep everything in memory until the walk is over.
 */
export class FileSink implements TextSink {
  readonly #path: string;
  /** Null when the path is a device or a pipe, which is written to directly. */
  readonly #temporary: string | null;
  readonly #descriptor: number;
  #isOpen = true;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #bytes = 0;

  constructor(path: string) {
    const there = statSync(path, { throwIfNoEntry: false });
    this.#path = path;
    this.#temporary = there === undefined || there.isFile() ? temporaryName(path) : null;
    this.#descriptor = openSync(this.#temporary ?? path, this.#temporary === null ? 'w' : 'wx', 0o600);
  }

  /** Written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  write(text: string): void {
    this.#pending.push(text);
    this.#pendingCharacters += text.length;
    if (this.#pendingCharacters >= bufferCharacters) this.#flush();
  }

  /** Puts the file in its place. */
  finish(): void {
    this.#flush();
    this.#close();
    if (this.#temporary !== null) renameSync(this.#temporary, this.#path);
  }

  /** Leaves no trace of an export that failed; what was under the name before is still there. */
  abandon(): void {
    try {
      this.#close();
    } catch {
      // What made the export fail is worth telling, and not that closing failed, too.
    }
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
  }

  /** Once: the system may have given the number to another file meanwhile. */
  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''));
    this.#pending = [];
    this.#pendingCharacters = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
    this.#bytes += bytes.length;
  }
}

/** Beside the file, so that putting it in place is one step. */
export function temporaryName(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.part`;
}
