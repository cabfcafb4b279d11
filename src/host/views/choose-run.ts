import { l10n, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { bytes, formatBytes } from '../../base/units.js';
import type { KnownRun } from '../model/runs.js';
import { runPlace } from '../runs/run-place.js';
import type { Services } from '../services.js';
import { showMessage } from '../window/messages.js';
import { pickOne } from '../window/picks.js';
import { plain } from '../window/shown-text.js';

/** The run that a command is about: that of the item it was given, the selected one, or one that is picked now. */
export async function chooseRun(
  { runs, selection }: Services,
  item: { readonly folder: string } | undefined,
  placeHolder: string,
): Promise<string | undefined> {
  if (item !== undefined) return item.folder;
  const { run } = selection.selected;
  if (run !== null && runs.find(run) !== undefined) return run;
  if (runs.runs.length === 0) await runs.refresh();
  if (runs.runs.length === 0) {
    void showMessage(
      'information',
      l10n.t('There is no recording yet. Profile a Python file first, or open a recording.'),
    );
    return undefined;
  }
  const picked = await pickOne(runs.runs.map(runItem), placeHolder, { matchOnDescription: true });
  return picked?.folder;
}

function runItem({ folder, name, command, startedMs, bytes: size }: KnownRun): QuickPickItem & { folder: string } {
  const folders = (workspace.workspaceFolders ?? []).map((one) => ({ name: one.name, path: one.uri.fsPath }));
  const place = runPlace(folder, folders);
  const told = [
    new Date(startedMs).toLocaleString(),
    formatBytes(bytes(size)),
    ...(place === null ? [] : [plain(place)]),
  ];
  return {
    folder,
    label: name,
    description: command.join(' '),
    detail: told.join(' · '),
  };
}
