import { Worker } from 'node:worker_threads';
import { EventEmitter } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { CodedError } from '../../base/result.js';
import { portChannel } from '../../rpc/channel.js';
import type { ReplyMessage, RequestMessage } from '../../rpc/contract.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type { Growth } from '../model/runs.js';
import { CountedClient } from './counted-client.js';
import type { ClosableRun } from './open-runs.js';

/** How long the worker may take to remove its temporary files, whatever it is doing. */
const CLOSE_MS = 2000;
/** No request of a Client has it. */
const CLOSE_ID = Number.MAX_SAFE_INTEGER;

/** The store of one run, in a thread of its own: ending the thread is the only way to get all its memory back. */
export class OpenStore extends Owner implements ClosableRun {
  readonly store: CountedClient<StoreMethods, StoreEvents>;
  readonly #worker: Worker;
  readonly #grew = this.register(new EventEmitter<Growth>());
  readonly onDidGrow = this.#grew.event;
  readonly #closed = this.register(new EventEmitter<void>());
  readonly onDidClose = this.#closed.event;
  readonly #idle = this.register(new EventEmitter<void>());
  readonly onDidIdle = this.#idle.event;
  growth: Growth | null = null;
  #told: () => void = () => {};
  /** After `close`: the thread is gone, and writes nothing any more. */
  readonly ended = new Promise<void>((resolve) => (this.#told = resolve));
  #over = false;

  /** @param script the bundle of src/worker/worker.ts */
  constructor(
    readonly folder: string,
    script: string,
  ) {
    super();
    // The options of the editor's own process, such as a debugger's port, are not for this thread.
    this.#worker = new Worker(script, { execArgv: [] });
    this.store = new CountedClient(portChannel(this.#worker), true, () => this.#idle.fire());
    this.#worker.on('error', (error) => this.close(new CodedError('internal', error.message, { cause: error })));
    this.#worker.on('exit', () => this.close(new CodedError('internal', 'The worker has ended')));
    this.register(
      this.store.on('changed', (growth) => {
        this.growth = growth;
        this.#grew.fire(growth);
      }),
    );
  }

  get isUsed(): boolean {
    return this.store.isUsed;
  }

  hold(): Disposable {
    return this.store.hold();
  }

  /** Whatever waits for an answer gets `reason`. Tells once; the thread ends a little later. */
  close(reason: CodedError): void {
    if (this.#over) return;
    this.#over = true;
    // Asked before the client ends: what is posted afterwards goes nowhere.
    void this.#end(this.#askToClose());
    this.store.end(reason);
    this.#closed.fire();
    super.dispose();
  }

  override dispose(): void {
    this.close(new CodedError('cancelled', 'The run was closed'));
  }

  async #end(answered: Promise<void>): Promise<void> {
    await answered;
    this.store.dispose();
    await this.#worker.terminate();
    this.#told();
  }

  /** By a message of our own: `store` gives up its requests in this moment, and this one has to be waited for. */
  #askToClose(): Promise<void> {
    return new Promise((resolve) => {
      // Never keeps the editor's process alive.
      setTimeout(resolve, CLOSE_MS).unref();
      this.#worker.once('exit', () => resolve());
      this.#worker.on('message', (message: ReplyMessage) => {
        if (message.type === 'reply' && message.id === CLOSE_ID) resolve();
      });
      const request: RequestMessage = { type: 'request', id: CLOSE_ID, method: 'close', input: null };
      portChannel(this.#worker).send(request);
    });
  }
}
