import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { commands, l10n } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { makeNextFolder } from '../../run/folder.js';
import type { CommandId } from '../contributions.js';
import { plain } from '../window/shown-text.js';
import { Refusal, say } from './refusal.js';
import type { Target } from './target.js';

const deleteCommand = 'tracehold.deleteRecording' satisfies CommandId;

/** What the system says of a place where nothing can be written. */
const unwritable: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENOENT', 'EEXIST'];
const full: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * Makes the run folder: in the workspace folder, else beside the script, else in our own storage.
 *
 * @throws Refusal 'io'
 */
export async function makeRunFolder(
  { workspaceFolder, script, cwd }: Target,
  name: string,
  now: Date,
  context: ExtensionContext,
): Promise<string> {
  const wanted = workspaceFolder ?? (script === null ? cwd : dirname(script));
  try {
    return await makeNextFolder(wanted, name, now);
  } catch (error) {
    if (!unwritable.includes((error as NodeJS.ErrnoException).code)) throw cannotWrite(wanted, error);
  }
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  try {
    await mkdir(storage, { recursive: true });
    const folder = await makeNextFolder(storage, name, now);
    void say(
      'information',
      l10n.t('Nothing can be written to {0}; the recording is kept in {1}.', plain(wanted), plain(folder)),
    );
    return folder;
  } catch (error) {
    throw cannotWrite(storage, error);
  }
}

/** A full disk, or a folder in which nothing can be made. */
export function cannotWrite(parent: string, error: unknown): Refusal {
  const why = plain(error instanceof Error ? error.message : String(error));
  const message = full.includes((error as NodeJS.ErrnoException).code)
    ? l10n.t(
        'Nothing was run: no space is left for a recording in {0}. Free some, or delete recordings.',
        plain(parent),
      )
    : l10n.t('Nothing was run: a run folder cannot be made in {0} ({1}). Check its permissions.', plain(parent), why);
  const ways = [{ title: l10n.t('Delete Recordings'), go: () => commands.executeCommand(deleteCommand) }];
  return new Refusal('io', message, full.includes((error as NodeJS.ErrnoException).code) ? ways : [], { cause: error });
}
