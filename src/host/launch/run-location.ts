import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { l10n } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { makeNextFolder } from '../../run/folder.js';
import { plain } from '../runs/plain.js';
import { Refusal, say } from './refusal.js';
import type { Target } from './target.js';

/** What the system says of a place where nothing can be written. */
const unwritable: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENOENT'];

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
    if (!unwritable.includes((error as NodeJS.ErrnoException).code)) throw cannot(wanted, error);
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
    throw cannot(storage, error);
  }
}

function cannot(parent: string, error: unknown): Refusal {
  const why = plain(error instanceof Error ? error.message : String(error));
  return new Refusal(
    'io',
    l10n.t(
      'Nothing was run: a run folder cannot be made in {0} ({1}). Check its permissions and the space left.',
      plain(parent),
      why,
    ),
    [],
    { cause: error },
  );
}
