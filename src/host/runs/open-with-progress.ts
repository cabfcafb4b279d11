import { l10n } from 'vscode';
import type { OpenRun } from '../model/runs.js';
import { showProgress } from '../window/messages.js';
import { plain } from '../window/shown-text.js';

/** What is quicker than this needs no progress. */
const SHOW_AFTER_MS = 500;

/**
 * Reads the run into its store.
 *
 * @throws CodedError as the worker says; 'cancelled' when the user cancelled it
 */
export async function openWithProgress(run: OpenRun, name: string, follow: boolean): Promise<void> {
  const controller = new AbortController();
  const opening = run.store.call('open', { folder: run.folder, follow, rebuild: false }, controller.signal);
  const timer = setTimeout(() => void show(run, name, opening, controller), SHOW_AFTER_MS);
  try {
    await opening;
  } finally {
    clearTimeout(timer);
  }
}

async function show(run: OpenRun, name: string, opening: Promise<void>, controller: AbortController): Promise<void> {
  const title = l10n.t('Tracehold: reading {0}', plain(name));
  await showProgress(title, (report, token) => {
    token.onCancellationRequested(() => controller.abort());
    let before = 0;
    const listening = run.store.on('progress', ({ fraction, calls }) => {
      const message = l10n.t('{0} calls', calls.toLocaleString('en-US'));
      report({ increment: Math.max(0, fraction - before) * 100, message });
      before = Math.max(before, fraction);
    });
    return opening.catch(() => {}).finally(() => listening.dispose());
  });
}
