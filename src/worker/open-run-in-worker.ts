import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable.js';
import { CodedError } from '../base/result.js';
import { portChannel } from '../rpc/channel.js';
import { Client } from '../rpc/client.js';
import type { StoreEvents, StoreMethods } from '../rpc/store-contract.js';
import type { Progress } from '../store/index.js';

export type StoreClient = Client<StoreMethods, StoreEvents>;

export interface WorkerOptions {
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  /** The run goes on: follow it until `finish`. */
  readonly follow?: boolean;
  readonly rebuild?: boolean;
  /** The bundle of src/worker/worker.ts; found beside the caller's bundle, or in dist. */
  readonly script?: string;
}

/**
 * Opens a run in a thread of its own. Disposing ends the thread, which is the only way to get all its memory back.
 *
 * @throws CodedError as `openRun`.
 */
export async function openRunInWorker(
  folder: string,
  { signal, progress, follow = false, rebuild = false, script = workerScript() }: WorkerOptions = {},
): Promise<{ readonly client: StoreClient } & Disposable> {
  const worker = new Worker(script);
  const client: StoreClient = new Client(portChannel(worker), true);
  worker.on('error', (error) => client.end(new CodedError('internal', error.message, { cause: error })));
  worker.on('exit', () => client.end(new CodedError('internal', 'The worker has ended')));
  const dispose = () => {
    // It gets a moment to remove its temporary files, whatever it is doing.
    const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
    void client.request('close', null).then(() => {
      clearTimeout(timer);
      client.dispose();
      return worker.terminate();
    });
  };
  const listening = progress === undefined ? null : client.on('progress', progress);
  try {
    await client.call('open', { folder, follow, rebuild }, signal);
    return { client, dispose };
  } catch (thrown) {
    dispose();
    throw thrown;
  } finally {
    listening?.dispose();
  }
}

const CLOSE_MS = 2000;

function workerScript(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, 'worker.cjs');
  return existsSync(beside) ? beside : join(here, '..', '..', 'dist', 'worker.cjs');
}
