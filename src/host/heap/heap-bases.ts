import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../../base/result.js';
import type { Client } from '../../rpc/client.js';
import type { HeapBase, HeapDifference } from '../../rpc/heap-compare-contract.js';
import type { HeapEvents, HeapMethods } from '../../rpc/heap-contract.js';
import { heapFailure } from './heap-words.js';
import type { OpenHeaps } from './open-heaps.js';

/** As many as a run keeps, several times over. */
const MOST_BASES = 500;

type Thread = Client<HeapMethods, HeapEvents>;

/** The snapshots beside one, and the one of them that it is compared with. */
export class HeapBases {
  readonly #heaps: OpenHeaps;
  readonly #path: string;
  #base: string | null = null;
  /** A thread that was closed meanwhile has to compare again. */
  #compared: Thread | null = null;

  /** @param path of the snapshot that is compared with others, absolute */
  constructor(heaps: OpenHeaps, path: string) {
    this.#heaps = heaps;
    this.#path = path;
  }

  /** The earliest first; what does not say when it was taken comes last. Throws CodedError. */
  async all(): Promise<readonly HeapBase[]> {
    const files = await this.#files();
    const records = await this.#heaps.records(files.map((file) => join(dirname(this.#path), file)));
    const bases = files.map((file, at): HeapBase => ({ file, record: records[at] ?? null }));
    const taken = ({ record }: HeapBase) => record?.takenMs ?? Infinity;
    return bases.toSorted((a, b) => (taken(a) === taken(b) ? 0 : taken(a) - taken(b)));
  }

  /** Throws CodedError with words for people. */
  async compare(
    client: Thread,
    file: string,
    signal: AbortSignal,
    progress: (fraction: number) => void,
  ): Promise<HeapDifference> {
    // A page is another process: what it names must lie beside its snapshot.
    const isThere = (await this.#files()).includes(file);
    const path = join(dirname(this.#path), file);
    if (!isThere) throw heapFailure(new CodedError('not-found', file), path);
    this.#base = null;
    const listening = client.on('comparing', ({ fraction }) => progress(fraction));
    try {
      const difference = await client.call('compare', { path }, signal);
      this.#base = path;
      this.#compared = client;
      return difference;
    } catch (thrown) {
      throw heapFailure(thrown, path);
    } finally {
      listening.dispose();
    }
  }

  /** Before questions about the base: of a thread that has compared it does nothing. Throws CodedError. */
  async compareAgain(client: Thread, signal: AbortSignal): Promise<void> {
    if (this.#base === null || this.#compared === client) return;
    await client.call('compare', { path: this.#base }, signal);
    this.#compared = client;
  }

  async #files(): Promise<readonly string[]> {
    const own = basename(this.#path);
    const names = await readdir(dirname(this.#path)).catch(() => []);
    return names.filter((name) => name.endsWith('.thheap') && name !== own).slice(0, MOST_BASES);
  }
}
