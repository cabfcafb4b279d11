import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable.js';
import type { Hear, HearOptions, Heard } from './hear.js';

export interface Asked {
  readonly id: number;
  readonly command: string;
  readonly words: readonly string[];
  readonly options: HearOptions;
}

interface Answered {
  readonly id: number;
  readonly heard: Heard;
}

/** Questions come in bursts: one interpreter after the other. */
const IDLE_MS = 5000;

/**
 * Starts programs on a thread of its own, which exists while there are questions: Node forks on the thread that asks and sleeps
 * until the program has begun, 36 to 73 ms in a process of 250 MB (docs/benchmarks.md).
 */
export class HearingThread implements Disposable {
  readonly #script: string;
  readonly #waiting = new Map<number, (heard: Heard) => void>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #next = 0;

  /** @param script the bundle of src/run/starter.ts */
  constructor(script: string) {
    this.#script = script;
  }

  readonly hear: Hear = (command, words, options) =>
    new Promise((resolve) => {
      clearTimeout(this.#idle);
      const id = this.#next++;
      this.#waiting.set(id, resolve);
      const asked: Asked = { id, command, words, options };
      this.#worker ??= this.#start();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage(asked);
    });

  dispose(): void {
    clearTimeout(this.#idle);
    this.#end('the extension has ended');
  }

  #start(): Worker {
    const worker = new Worker(this.#script);
    worker.on('message', ({ id, heard }: Answered) => {
      this.#waiting.get(id)?.(heard);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#end('idle'), IDLE_MS);
    });
    worker.on('error', ({ message }) => {
      if (this.#worker === worker) this.#end(message);
    });
    return worker;
  }

  /** Nobody is left without an answer. */
  #end(why: string): void {
    void this.#worker?.terminate();
    this.#worker = null;
    for (const answer of this.#waiting.values()) answer({ error: { code: null }, stdout: '', stderr: why });
    this.#waiting.clear();
  }
}
