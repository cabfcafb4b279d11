import { dirname } from 'node:path';
import { Uri, l10n, window } from 'vscode';
import type { Services } from '../services.js';
import type { Show } from './launcher.js';

/** A run folder, or a recording in one, that lies anywhere. @throws CodedError when it is none */
export async function openRecording(given: Uri | undefined, { runs, selection }: Services, show: Show): Promise<void> {
  const uri = given instanceof Uri ? given : await choose();
  if (uri === undefined) return;
  const folder = /\.th(?:trace|heap)$/.test(uri.fsPath) ? dirname(uri.fsPath) : uri.fsPath;
  const run = await runs.add(folder);
  selection.select({ run: run.folder, process: null, thread: null, call: null }, 'command');
  await show.openTimeline(run.folder);
}

/** Asked first, because the dialogs of Windows and Linux show either files or folders. */
async function choose(): Promise<Uri | undefined> {
  const folder = { label: l10n.t('$(folder) Run folder...'), description: '.tracehold/…' };
  const file = { label: l10n.t('$(file) Recording...'), description: 'trace-….thtrace' };
  const kind = await window.showQuickPick([folder, file], { placeHolder: l10n.t('What to open') });
  if (kind === undefined) return undefined;
  const chosen = await window.showOpenDialog({
    canSelectFiles: kind === file,
    canSelectFolders: kind === folder,
    openLabel: l10n.t('Open Recording'),
    ...(kind === file ? { filters: { [l10n.t('Recordings')]: ['thtrace'] } } : {}),
  });
  return chosen?.[0];
}
