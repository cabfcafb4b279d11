import { lstat, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { l10n } from 'vscode';
import type { DebugSession } from 'vscode';
import { findShim } from '../../run/command-line.js';
import { makeNextFolder, targetName } from '../../run/folder.js';
import { runFileName, writeRunFile } from '../../run/run-file.js';
import { Refusal } from '../launch/refusal.js';
import type { Services } from '../services.js';
import { plain } from '../window/shown-text.js';
import { breakpointExpression, readAnswer } from './breakpoint-expression.js';
import { evaluate } from './paused-session.js';
import type { PausedProgram } from './paused-session.js';

/** Run folders of debug sessions: the snapshots of one lie side by side, so that they can be compared. */
const folders = new WeakMap<DebugSession, string>();

/**
 * Has a program that stands in a debugger write a snapshot, whoever started it. Resolves with its path.
 *
 * @throws Refusal
 */
export async function snapshotAtBreakpoint(program: PausedProgram, { context, runs }: Services): Promise<string> {
  const { session } = program;
  const shim = await findShim(context.extensionPath);
  const known = folders.get(session);
  const folder = known ?? (await makeFolder(session, context.storageUri?.fsPath ?? context.globalStorageUri.fsPath));
  try {
    const path = readAnswer(await evaluate(program, breakpointExpression({ shim, folder, label: '' })));
    const isHere = (await lstat(path).catch(() => null))?.isFile() === true;
    if (!isHere || !/^heap-\d+-\d+\.thheap$/.test(basename(path))) throw new Error(l10n.t('it is on another machine'));
    if (dirname(path) === folder) folders.set(session, folder);
    // A program that is being recorded puts it into its run.
    else if (known === undefined) await removeFolder(folder);
    await runs.add(dirname(path));
    return path;
  } catch (error) {
    if (known === undefined && folders.get(session) === undefined) await removeFolder(folder);
    const why = plain(error instanceof Error ? error.message : String(error), 1000).replace(/[.\s]+$/, '');
    const message = l10n.t(
      'No snapshot was taken of {0}: {1}. It still stands where it was.',
      plain(session.name),
      why,
    );
    throw new Refusal('io', message, [], { cause: error });
  }
}

async function makeFolder(session: DebugSession, storage: string): Promise<string> {
  const { program, module, cwd } = session.configuration as Readonly<Record<string, unknown>>;
  const command =
    typeof module === 'string' ? ['-m', module] : [typeof program === 'string' ? program : session.name || 'python'];
  const place = session.workspaceFolder?.uri.fsPath ?? (typeof cwd === 'string' ? cwd : storage);
  const started = new Date();
  const name = targetName(command);
  const folder = await makeNextFolder(place, name, started).catch(() => makeNextFolder(storage, name, started));
  await writeRunFile(folder, { name, command, cwd: place, started: started.toISOString() });
  return folder;
}

/** Of which nothing came. */
async function removeFolder(folder: string): Promise<void> {
  await rm(join(folder, runFileName), { force: true });
  await rmdir(folder).catch(() => {});
}
