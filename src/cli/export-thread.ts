/**
 * An export runs on a thread of its own: it walks millions of calls without a pause, and a signal handler would not run
 * before it is over. The bundle is its own worker script; main.ts tells the two apart.
 */
import { fileURLToPath } from 'node:url';
import { Worker, parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '../base/error-codes.js';
import { CodedError } from '../base/result.js';
import type { ExportResult } from '../export/export-store.js';
import { exportRun } from './export-work.js';
import type { ExportJob } from './export-work.js';
import { CliError, toFault } from './fault.js';
import type { Advice } from './fault.js';

interface WorkerInput {
  readonly job: ExportJob;
  /** Set to 1 to stop; shared memory reaches a thread that never looks at its messages. */
  readonly stop: Int32Array;
}

type Message =
  | { readonly kind: 'progress'; readonly what: string; readonly fraction: number; readonly calls: number }
  | { readonly kind: 'done'; readonly result: ExportResult }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly advice: Advice };

/** Rejects as the work itself would have. */
export function exportOnThread(
  job: ExportJob,
  signal: AbortSignal,
  onProgress: (what: string, done: { readonly fraction: number; readonly calls: number }) => void,
): Promise<ExportResult> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const input: WorkerInput = { job, stop };
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: input });
    signal.addEventListener('abort', () => {
      Atomics.store(stop, 0, 1);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage('stop');
    });
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') onProgress(message.what, message);
      else if (message.kind === 'done') resolve(message.result);
      else reject(new CliError(message.code, message.message, message.advice));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new CodedError('internal', 'The export ended without a result')));
  });
}

/** The other side: what main.ts runs when it finds itself on a worker thread. */
export async function exportWorker(): Promise<void> {
  const { job, stop } = workerData as WorkerInput;
  const controller = new AbortController();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const post = (message: Message) => parentPort?.postMessage(message);
  parentPort?.on('message', () => controller.abort(new CodedError('cancelled', 'Cancelled')));
  try {
    const result = await exportRun(job, {
      signal: controller.signal,
      stopped: () => Atomics.load(stop, 0) === 1,
      progress: (what, { fraction, calls }) => post({ kind: 'progress', what, fraction, calls }),
    });
    post({ kind: 'done', result });
  } catch (error) {
    const { code, message, advice } = toFault(error);
    post({ kind: 'failed', code, message, advice });
  } finally {
    parentPort?.close();
  }
}
