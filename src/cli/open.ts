import { CodedError } from '../base/result.js';
import type { Store } from '../store/api.js';
import { openRun } from '../store/index.js';
import type { Context } from './command.js';
import { ProgressLine, progressText } from './progress.js';
import { findRun } from './runs.js';

/** Ctrl-C and its kin; a second one kills, as the handler is gone by then. */
const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that the first Ctrl-C aborts. Work that never returns to the event loop is not reached by
 * it, so handlers are only installed around work that does.
 */
export async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new CodedError('cancelled', 'Cancelled'));
  for (const name of stops) process.once(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of stops) process.off(name, stop);
  }
}

/** Opens the store of RUN, with a progress line while it is built, and closes it after use. */
export async function withStore<T>(
  context: Context,
  run: string | undefined,
  use: (store: Store, folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = await findRun(context.cwd, run);
  const line = new ProgressLine(context.terminal);
  const store = await cancellable((signal) =>
    openRun(folder, { signal, progress: (done) => line.show(progressText('reading', done)) }),
  ).finally(() => line.clear());
  try {
    return await use(store, folder);
  } finally {
    store.close();
  }
}
