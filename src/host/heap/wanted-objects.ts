import { EventEmitter } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { HeapWanted } from '../../rpc/heap-contract.js';

/** Objects that pages of snapshots are to show: whoever opens a snapshot for one says so before. */
export class WantedObjects extends Owner {
  readonly #waiting = new Map<string, HeapWanted>();
  readonly #said = this.register(new EventEmitter<string>());
  /** Path of a snapshot. */
  readonly onDidWant = this.#said.event;

  /** @param path of the snapshot's file, absolute */
  want(path: string, wanted: HeapWanted): void {
    this.#waiting.set(path, wanted);
    this.#said.fire(path);
  }

  /** What is wanted of a snapshot, once. */
  take(path: string): HeapWanted | null {
    const wanted = this.#waiting.get(path) ?? null;
    this.#waiting.delete(path);
    return wanted;
  }
}
