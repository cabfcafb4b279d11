import { l10n } from 'vscode';
import { toFailure } from '../../base/result.js';
import type { KnownRun } from '../model/runs.js';
import { confirm as ask } from '../window/messages.js';
import { pickSeveral } from '../window/picks.js';
import { plain } from '../window/shown-text.js';
import type { Services } from '../services.js';
import { Refusal } from './refusal.js';

/** More names than this are no help in a question. */
const MOST_NAMES = 8;

/** What a menu hands over: of the tree, rows of all kinds may be selected. */
interface Given {
  readonly folder: string;
  readonly kind?: string;
}

/**
 * Asks which when none are given, and always whether. A selected call does not stand for its run.
 *
 * @throws Refusal that names what could not be deleted
 */
export async function deleteRecordings(
  items: readonly Given[] | undefined,
  { runs, selection, log }: Services,
): Promise<void> {
  const chosen = items === undefined ? await choose(runs.runs) : runsOf(items);
  const folders = [...new Set(chosen)];
  if (folders.length === 0 || !(await confirm(folders))) return;
  const failures: string[] = [];
  for (const folder of folders) {
    try {
      await runs.remove(folder);
      selection.forget(folder);
    } catch (error) {
      const { message } = toFailure(error);
      log.warn(`${folder} could not be deleted: ${message}`);
      failures.push(`${plain(runs.find(folder)?.name ?? folder)}: ${plain(message)}`);
    }
  }
  if (failures.length > 0) {
    const shown = failures.slice(0, MOST_NAMES).join('; ');
    throw new Refusal(
      'io',
      l10n.t('{0} of {1} recordings were not deleted: {2}', failures.length, folders.length, shown),
    );
  }
}

function runsOf(items: readonly Given[]): readonly string[] {
  return items.filter(({ kind = 'run' }) => kind === 'run').map(({ folder }) => folder);
}

async function choose(runs: readonly KnownRun[]): Promise<readonly string[]> {
  if (runs.length === 0) throw new Refusal('not-found', l10n.t('There are no recordings to delete.'));
  const items = runs.map(({ folder, name, startedMs }) => ({
    label: name,
    description: new Date(startedMs).toLocaleString(),
    detail: folder,
    folder,
  }));
  return (await pickSeveral(items, l10n.t('Recordings to delete'))).map(({ folder }) => folder);
}

async function confirm(folders: readonly string[]): Promise<boolean> {
  const question =
    folders.length === 1 ? l10n.t('Delete this recording?') : l10n.t('Delete {0} recordings?', folders.length);
  const shown = folders.slice(0, MOST_NAMES);
  if (folders.length > shown.length) shown.push(l10n.t('and {0} more', folders.length - shown.length));
  const lines = [...shown, '', l10n.t('It goes to the trash where there is one. The program is not touched.')];
  return ask(question, lines, l10n.t('Delete'));
}
