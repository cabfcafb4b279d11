import { assertNever } from '../base/assert-never.js';
import type { Chunk, EndChunk, EventsChunk, ProcessRecord, ThreadDefinition } from '../format/chunk.js';
import type { Problem } from '../format/problem.js';
import { CallBuilder } from '../trace/call-builder.js';
import type { Dimensions } from '../trace/dimensions.js';
import type { SharedState } from '../trace/thread-calls.js';
import type { ProblemInfo } from './api.js';
import { mismatchProblems } from './problems.js';
import type { ThreadOrdinals } from './thread-ordinals.js';
import { MAX_THREADS } from './thread-ordinals.js';
import { ValueDirectory } from './value-directory.js';

/** Takes the chunks of one recording file in order. */
export class ProcessIngest {
  readonly process: number;
  readonly builder: CallBuilder;
  readonly values = new ValueDirectory();
  readonly threads = new Map<number, ThreadDefinition>();
  record: ProcessRecord | null = null;
  end: EndChunk | null = null;
  lastOffset = -1;
  lastCrc = -1;
  readonly #ordinals: ThreadOrdinals;
  readonly #recorderProblems: ProblemInfo[] = [];
  readonly #refused = new Set<number>();

  constructor(process: number, dimensions: Dimensions, shared: SharedState, ordinals: ThreadOrdinals) {
    this.process = process;
    this.#ordinals = ordinals;
    this.builder = new CallBuilder(process, dimensions, shared);
  }

  /** Bytes allocated and freed were counted, as it says or as its events show. */
  get countsMemory(): boolean {
    if (this.record?.allocations === true) return true;
    for (const { countsMemory } of this.builder.threads.values()) if (countsMemory) return true;
    return false;
  }

  feed(chunk: Chunk): void {
    if (chunk.header.fileOffset >= this.lastOffset) {
      this.lastOffset = chunk.header.fileOffset;
      this.lastCrc = chunk.header.crc;
    }
    switch (chunk.type) {
      case 'process':
        this.record ??= chunk.process;
        return;
      case 'definitions':
        for (const thread of chunk.threads) this.threads.set(thread.serial, thread);
        this.builder.define(chunk);
        return;
      case 'events':
        this.#events(chunk);
        return;
      case 'end':
        this.end = chunk;
        return;
      case 'problem':
        this.#recorderProblems.push({ code: chunk.code, message: chunk.message });
        return;
      default:
        assertNever(chunk);
    }
  }

  #events(chunk: EventsChunk): void {
    const serial = chunk.header.thread;
    const address = this.values.add(chunk);
    if (!this.builder.threads.has(serial)) {
      const ordinal = this.#refused.has(serial) ? null : this.#ordinals.next(this.process, serial);
      if (ordinal === null) {
        if (this.#refused.size < 1000) this.#refused.add(serial);
        return;
      }
      this.builder.addThread(serial, ordinal);
    }
    this.builder.events(chunk, address);
  }

  /** @param read what the reader found wrong with the file. */
  problems(read: readonly Problem[]): readonly ProblemInfo[] {
    const problems = [...read.map(({ code, message }) => ({ code, message })), ...this.#recorderProblems];
    if (this.end !== null && this.end.dropped > 0) {
      problems.push({ code: 'events-dropped', message: `The recorder could not write ${this.end.dropped} events.` });
    }
    if (this.#refused.size > 0) {
      const message = `The run has more than ${MAX_THREADS} threads; those beyond are left out.`;
      problems.push({ code: 'too-many-threads', message });
    }
    return [...problems, ...mismatchProblems(this.builder)];
  }
}
