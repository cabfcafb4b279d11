import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/disposable.js';
import { CodedError } from '../../base/result.js';
import { portChannel } from '../../rpc/channel.js';
import { Client } from '../../rpc/client.js';
import type { HeapEvents, HeapMethods } from '../../rpc/heap-contract.js';

/** A thread that holds a snapshot. Disposing ends it at once, whatever it is doing: it writes nothing. */
export class HeapThread implements Disposable {
  readonly client: Client<HeapMethods, HeapEvents>;
  readonly #worker: Worker;

  /** @param script the bundle of src/worker/heap-worker.ts @param ended called once, also after `dispose`. */
  constructor(script: string, ended: () => void = () => {}) {
    // The options of the editor's own process, such as a debugger's port, are not for this thread.
    this.#worker = new Worker(script, { execArgv: [] });
    this.client = new Client(portChannel(this.#worker), true);
    this.#worker.on('error', (error) => this.client.end(fault(error)));
    this.#worker.on('exit', () => {
      this.client.end(new CodedError('internal', 'The thread that held the snapshot has ended'));
      ended();
    });
  }

  dispose(): void {
    this.client.end(new CodedError('cancelled', 'The snapshot was closed'));
    this.client.dispose();
    void this.#worker.terminate();
  }
}

function fault(error: Error): CodedError {
  const isTooLarge = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new CodedError(isTooLarge ? 'limit' : 'internal', error.message, { cause: error });
}
