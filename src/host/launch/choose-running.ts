import { l10n } from 'vscode';
import { pickOne } from '../window/picks.js';
import type { Recording } from './recording.js';
import { say } from './refusal.js';

/** The program of that run, the only one, or what the user picks of several. Never another than was asked for. */
export async function chooseRunning(
  running: readonly Recording[],
  folder: string | null,
): Promise<readonly Recording[]> {
  const meant = folder === null ? running : running.filter((recording) => recording.folder === folder);
  if (meant.length === 0) {
    void say('information', folder === null ? l10n.t('Nothing is being recorded.') : l10n.t('The program has ended.'));
  }
  if (meant.length < 2) return meant;
  const items = meant.map((recording) => ({
    label: recording.name,
    description: recording.folder,
    recordings: [recording],
  }));
  const all = { label: l10n.t('All {0} programs', meant.length), description: '', recordings: meant };
  const chosen = await pickOne([...items, all], l10n.t('Program to stop'));
  return chosen?.recordings ?? [];
}
