/**
 * Reads a recording while it grows. The file is streamed, because reading it whole ends at 2 GiB, and polled, because
 * watching fails on network drives and is only a way to hear of news sooner.
 */
import { watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Chunk } from './chunk.js';
import { TraceDecoder } from './decoder.js';
import type { Problem } from './problem.js';

const READ_BYTES = 1 << 20;
const POLL_MS = 100;

export class TraceFollower {
  readonly #path: string;
  readonly #decoder = new TraceDecoder();
  readonly #problems: Problem[] = [];
  readonly #buffer = new Uint8Array(READ_BYTES);
  #file: FileHandle | null = null;
  #inode = 0n;
  #position = 0;
  #atEnd = false;
  #targetEnded = false;
  #done = false;
  #watches = false;
  #wake: () => void = () => {};

  /** Nothing is opened before the first poll; a file that is not there yet may still come. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Grows while reading. An incomplete chunk at the end is one only once the recording has ended. */
  get problems(): readonly Problem[] {
    return this.#problems.length === 0 ? this.#decoder.problems : [...this.#decoder.problems, ...this.#problems];
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** The latest poll came to the end of what is written. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** The recording was read to its end, or cannot be read further. Nothing more will come. */
  get done(): boolean {
    return this.#done;
  }

  /** Tells that nobody writes any more: what is there is read, then an incomplete end becomes a problem. */
  targetEnded(): void {
    this.#targetEnded = true;
    this.#wake();
  }

  /** Reads at most 1 MiB. Errors of the file system become problems. */
  async poll(): Promise<readonly Chunk[]> {
    if (this.#done) return [];
    try {
      // Whether the target has ended must be known before reading: it may write and end in between.
      const ended = this.#targetEnded;
      const bytes = await this.#read();
      if (bytes > 0) return this.#push(bytes);
      this.#atEnd = true;
      const gone = this.#file === null ? null : await this.#whatBecameOfIt();
      if (gone !== null) this.#problems.push({ code: 'file-replaced', offset: this.#position, message: gone });
      return ended || gone !== null || this.#decoder.closed ? this.#finish() : [];
    } catch (thrown) {
      const message = `The recording cannot be read: ${(thrown as Error).message}.`;
      this.#problems.push({ code: 'unreadable', offset: this.#position, message });
      // Where nothing was read, a file that ends too early would be a second name for the same.
      if (this.#position > 0) return this.#finish();
      this.#done = true;
      return [];
    }
  }

  /** Batches until the recording has ended, is done or the signal fires. Closes the file in the end. */
  async *chunks(signal?: AbortSignal): AsyncGenerator<readonly Chunk[], void, undefined> {
    const watcher = new AbortController();
    const wakeUp = () => this.#wake();
    const isAborted = () => signal?.aborted === true;
    signal?.addEventListener('abort', wakeUp);
    try {
      while (!this.#done && !isAborted()) {
        const batch = await this.poll();
        if (batch.length > 0) yield batch;
        else if (this.#atEnd && !this.#done && !isAborted()) {
          if (this.#file !== null) this.#watch(watcher);
          await this.#sleep();
        }
      }
    } finally {
      watcher.abort();
      signal?.removeEventListener('abort', wakeUp);
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#done = true;
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  async #read(): Promise<number> {
    this.#file ??= await this.#open();
    if (this.#file === null) return 0;
    const { bytesRead } = await this.#file.read(this.#buffer, 0, READ_BYTES, this.#position);
    return bytesRead;
  }

  async #open(): Promise<FileHandle | null> {
    try {
      const file = await open(this.#path, 'r');
      this.#inode = (await file.stat({ bigint: true })).ino;
      return file;
    } catch (thrown) {
      if (isMissing(thrown) && !this.#targetEnded) return null;
      throw thrown;
    }
  }

  #push(bytes: number): readonly Chunk[] {
    this.#position += bytes;
    this.#atEnd = bytes < READ_BYTES;
    const chunks = this.#decoder.push(this.#buffer.subarray(0, bytes));
    return this.#decoder.stopped ? [...chunks, ...this.#finish()] : chunks;
  }

  #finish(): readonly Chunk[] {
    this.#done = true;
    return this.#decoder.finish();
  }

  /** A sentence when the file at the path is no longer the one that was read, or has lost bytes that were read. */
  async #whatBecameOfIt(): Promise<string | null> {
    try {
      const now = await stat(this.#path, { bigint: true });
      if (now.ino !== this.#inode) return 'Another file took the place of the recording while it was read.';
      if (now.size < BigInt(this.#position)) return 'The recording became shorter while it was read.';
      return null;
    } catch (thrown) {
      if (isMissing(thrown)) return 'The recording was removed while it was read.';
      throw thrown;
    }
  }

  #watch(controller: AbortController): void {
    if (this.#watches) return;
    this.#watches = true;
    try {
      const watcher = watch(this.#path, { signal: controller.signal, persistent: false }, () => this.#wake());
      watcher.on('error', () => watcher.close());
    } catch {
      // Polling goes on without it.
    }
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      // What was asked between the poll and here would otherwise wait for the timer.
      if (this.#targetEnded) this.#wake();
    });
    this.#wake = () => {};
  }
}

function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT';
}
