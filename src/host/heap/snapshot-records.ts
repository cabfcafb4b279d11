import { join } from 'node:path';
import { CodedError } from '../../base/result.js';
import type { HeapRecord, HeapSummary } from '../../rpc/heap-contract.js';
import { heapFailure } from './heap-words.js';
import type { OpenHeaps } from './open-heaps.js';

/** A snapshot of a run. */
interface Named {
  readonly folder: string;
  /** Name of its file. */
  readonly file: string;
}

/** The process that a snapshot is of, as the recorder names its files; null for a file of another name. */
export function pidOf(file: string): number | null {
  const [, pid] = /^heap-(\d{1,10})-\d+\.thheap$/.exec(file) ?? [];
  return pid === undefined ? null : Number(pid);
}

/** Asked for together when they are asked for in the same moment: each question starts a thread. */
const TOGETHER_MS = 20;

/** What snapshots of runs say of themselves; each is asked for once. */
export class SnapshotRecords {
  readonly #heaps: OpenHeaps;
  readonly #known = new Map<string, Promise<HeapRecord | null>>();
  #waiting: { readonly paths: string[]; readonly answers: Promise<readonly (HeapRecord | null)[]> } | null = null;

  constructor(heaps: OpenHeaps) {
    this.#heaps = heaps;
  }

  /** Null when it does not say, or cannot be read. */
  of({ folder, file }: Named): Promise<HeapRecord | null> {
    const path = join(folder, file);
    const known = this.#known.get(path) ?? this.#ask(path);
    this.#known.set(path, known);
    return known;
  }

  /** What was found in it when it was open. */
  summaryOf({ folder, file }: Named): HeapSummary | undefined {
    return this.#heaps.summaryOf(join(folder, file));
  }

  /** Throws CodedError with words for people. */
  async open(item: Named): Promise<HeapSummary> {
    const path = join(item.folder, item.file);
    const known = this.#heaps.summaryOf(path);
    if (known !== undefined) return known;
    try {
      return (await this.#heaps.open(path)).summary;
    } catch (thrown) {
      throw thrown instanceof CodedError ? heapFailure(thrown, path) : thrown;
    }
  }

  async #ask(path: string): Promise<HeapRecord | null> {
    this.#waiting ??= this.#beginAsking();
    const { paths, answers } = this.#waiting;
    const at = paths.push(path) - 1;
    try {
      return (await answers)[at] ?? null;
    } catch {
      // The thread failed, and not the file: whoever asks next may hear more.
      this.#known.delete(path);
      return null;
    }
  }

  #beginAsking() {
    const paths: string[] = [];
    const answers = new Promise<void>((resolve) => setTimeout(resolve, TOGETHER_MS)).then(() => {
      this.#waiting = null;
      return this.#heaps.records(paths);
    });
    return { paths, answers };
  }
}
