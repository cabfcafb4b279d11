import { dirname } from 'node:path';
import { ThemeIcon, Uri, commands, l10n, window } from 'vscode';
import type { Services } from '../services.js';
import { pickOne } from '../window/picks.js';
import type { Show } from './launcher.js';

/** A run folder, a recording in one, or a heap snapshot, that lies anywhere. @throws CodedError when it is none */
export async function openRecording(given: Uri | undefined, { runs, selection }: Services, show: Show): Promise<void> {
  const uri = given instanceof Uri ? given : await choose();
  if (uri === undefined) return;
  if (uri.fsPath.endsWith('.thheap')) {
    await commands.executeCommand('vscode.open', uri);
    return;
  }
  const folder = uri.fsPath.endsWith('.thtrace') ? dirname(uri.fsPath) : uri.fsPath;
  const run = await runs.add(folder);
  selection.select({ run: run.folder, process: null, thread: null, call: null }, 'command');
  await show.openTimeline(run.folder);
}

/** Asked first, because the dialogs of Windows and Linux show either files or folders. */
async function choose(): Promise<Uri | undefined> {
  const folder = {
    label: l10n.t('Run folder...'),
    description: '.tracehold/…',
    iconPath: ThemeIcon.Folder,
    isFile: false,
  };
  const file = {
    label: l10n.t('Recording...'),
    description: 'trace-….thtrace, heap-….thheap',
    iconPath: ThemeIcon.File,
    isFile: true,
  };
  const kind = await pickOne([folder, file], l10n.t('What to open'));
  if (kind === undefined) return undefined;
  const { isFile } = kind;
  const chosen = await window.showOpenDialog({
    canSelectFiles: isFile,
    canSelectFolders: !isFile,
    openLabel: l10n.t('Open Recording'),
    ...(isFile ? { filters: { [l10n.t('Recordings')]: ['thtrace', 'thheap'] } } : {}),
  });
  return chosen?.[0];
}
