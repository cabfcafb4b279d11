import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../base/disposable.js';
import { CodedError, isOk } from '../../base/result.js';
import { portChannel } from '../../rpc/channel.js';
import type { StarterMethods } from '../../rpc/starter-contract.js';
import type { Hear } from '../../run/hear.js';
import { CountedClient } from '../runs/counted-client.js';

/** Questions come in bursts: one interpreter after the other. */
const IDLE_MS = 5000;

/**
 * Starts programs on a thread of its own, which exists while there are questions: Node forks on the thread that asks and sleeps
 * until the program has begun, 36 to 73 ms in a process of 250 MB (docs/benchmarks.md).
 */
export class HearingThread implements Disposable {
  readonly #script: string;
  #starter: Starter | null = null;

  /** @param script the bundle of src/worker/starter.ts */
  constructor(script: string) {
    this.#script = script;
  }

  readonly hear: Hear = async (command, words, options) => {
    const { client } = this.#running();
    const heard = await client.request('hear', { command, words, options });
    return isOk(heard) ? heard.ok : { error: { code: null }, stdout: '', stderr: heard.err.message };
  };

  dispose(): void {
    this.#starter?.end(new CodedError('cancelled', 'the extension has ended'));
  }

  #running(): Starter {
    if (this.#starter === null || this.#starter.hasEnded) this.#starter = new Starter(this.#script);
    return this.#starter;
  }
}

/** One such thread, from its first question to its end. Whoever waits when it ends is answered. */
class Starter {
  readonly client: CountedClient<StarterMethods, unknown>;
  readonly #worker: Worker;
  #idle: NodeJS.Timeout | undefined;
  hasEnded = false;

  constructor(script: string) {
    // The options of the editor's own process, such as a debugger's port, are not for this thread.
    this.#worker = new Worker(script, { execArgv: [] });
    this.client = new CountedClient(portChannel(this.#worker), true, () => this.#endWhenIdle());
    this.#worker.on('error', (error) => this.end(new CodedError('internal', error.message, { cause: error })));
    this.#worker.on('exit', () => this.end(new CodedError('internal', 'The thread that starts programs has ended')));
  }

  /** Tells once. */
  end(reason: CodedError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.#idle);
    this.client.end(reason);
    this.client.dispose();
    void this.#worker.terminate();
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.hasEnded) return;
    this.#idle = setTimeout(() => {
      if (!this.client.isUsed) this.end(new CodedError('cancelled', 'Nobody asked any more'));
    }, IDLE_MS);
  }
}
