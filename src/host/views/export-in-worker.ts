import type { ExportRequest, ExportSummary } from '../../rpc/store-contract.js';
import { OpenStore } from '../runs/open-store.js';

export interface ExportProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly calls: number;
}

/**
 * Writes an export in a thread of its own: a text format is written without a pause, and the thread that answers the
 * timeline must not wait for it. Of a program that runs, what was recorded until now is written.
 *
 * @param script the bundle of src/worker/worker.ts
 * @throws CodedError; no part of a file is left then
 */
export async function exportInWorker(
  folder: string,
  request: ExportRequest,
  script: string,
  progress: (done: ExportProgress) => void,
  signal: AbortSignal,
): Promise<ExportSummary> {
  const run = new OpenStore(folder, script);
  try {
    await run.store.call('open', { folder, follow: false, rebuild: false }, signal);
    const listening = run.store.on('progress', progress);
    try {
      return await run.store.call('exportTo', request, signal);
    } finally {
      listening.dispose();
    }
  } finally {
    // Also when it was cancelled: the thread removes its temporary file before it ends.
    run.dispose();
  }
}
