import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, l10n, window, workspace } from 'vscode';
import type { WorkspaceFolder } from 'vscode';
import { isOk } from '../../base/result.js';
import { plain } from '../runs/plain.js';
import { parseEnvFile } from './env-file.js';
import { isRecordable, readConfiguration } from './launch-configuration.js';
import type { RawConfiguration } from './launch-configuration.js';
import { Refusal } from './refusal.js';
import type { Target } from './target.js';
import { substitute } from './variables.js';
import type { VariableContext } from './variables.js';

interface Found {
  readonly folder: WorkspaceFolder | undefined;
  readonly raw: RawConfiguration;
}

/** A configuration of launch.json that the user picks; null when cancelled. @throws Refusal */
export async function chooseConfiguration(): Promise<Target | null> {
  const items = recordable().map(({ folder, raw }) => {
    const { name, program, module } = raw as { name?: unknown; program?: unknown; module?: unknown };
    const what = typeof module === 'string' ? `-m ${module}` : typeof program === 'string' ? program : '';
    return {
      label: plain(typeof name === 'string' ? name : l10n.t('without a name')),
      description: plain(folder === undefined ? what : `${what} — ${folder.name}`),
      folder,
      raw,
    };
  });
  if (items.length === 0) {
    throw new Refusal(
      'not-found',
      l10n.t('launch.json has no configuration of type debugpy or python with request launch.'),
      [{ title: l10n.t('Open launch.json'), go: () => commands.executeCommand('workbench.action.debug.configure') }],
    );
  }
  const chosen = await window.showQuickPick(items, { placeHolder: l10n.t('Launch configuration to profile') });
  return chosen === undefined ? null : targetOf(chosen.raw, chosen.folder);
}

/** @throws Refusal that names what is wrong with the configuration */
export async function targetOf(raw: RawConfiguration, folder: WorkspaceFolder | undefined): Promise<Target> {
  const workspaceFolder = (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath ?? null;
  const context = variableContext(workspaceFolder, folder);
  const unknown = new Set<string>();
  const read = readConfiguration(raw, {
    workspaceFolder,
    windows: process.platform === 'win32',
    substitute: (text) => {
      const done = substitute(text, context);
      for (const variable of done.unknown) unknown.add(variable);
      return done.text;
    },
  });
  const name = plain(typeof raw['name'] === 'string' ? raw['name'] : l10n.t('The configuration'));
  if (!isOk(read)) throw refusal(l10n.t('Nothing was run: {0}: {1}.', name, plain(read.err.message, 500)));
  if (unknown.size > 0) {
    const variables = plain([...unknown].join(', '), 500);
    throw refusal(l10n.t('Nothing was run: {0} uses {1}, which Tracehold cannot replace.', name, variables));
  }
  const { envFile, ...target } = read.ok;
  return { ...target, env: await withFile(target.env, envFile, workspaceFolder) };
}

function refusal(message: string): Refusal {
  return new Refusal('bad-argument', message, [
    { title: l10n.t('Open launch.json'), go: () => commands.executeCommand('workbench.action.debug.configure') },
  ]);
}

/** Variables of the file first. A `.env` that nobody named is read as the debugger does, when it is there. */
async function withFile(
  env: ReadonlyMap<string, string | null>,
  named: string | null,
  workspaceFolder: string | null,
): Promise<ReadonlyMap<string, string | null>> {
  const path = named ?? (workspaceFolder === null ? null : join(workspaceFolder, '.env'));
  if (path === null) return env;
  try {
    return new Map([...parseEnvFile(await readFile(path, 'utf8'), process.env), ...env]);
  } catch (error) {
    if (named === null) return env;
    throw new Refusal('not-found', l10n.t('Nothing was run: the "envFile" {0} cannot be read.', plain(path)), [], {
      cause: error,
    });
  }
}

function recordable(): readonly Found[] {
  const found: Found[] = [];
  const add = (value: unknown, folder: WorkspaceFolder | undefined) => {
    if (!Array.isArray(value)) return;
    for (const entry of value as unknown[]) {
      if (typeof entry !== 'object' || entry === null) continue;
      // Plain copies: what the editor hands out is a proxy.
      const raw = { ...entry } as RawConfiguration;
      if (isRecordable(raw)) found.push({ folder, raw });
    }
  };
  const folders = workspace.workspaceFolders ?? [];
  const all = (folder?: WorkspaceFolder) =>
    workspace.getConfiguration('launch', folder?.uri ?? null).inspect<unknown>('configurations');
  for (const folder of folders) add(all(folder)?.workspaceFolderValue, folder);
  // A workspace file has configurations of its own; of a single folder they are the folder's.
  if (workspace.workspaceFile !== undefined) add(all()?.workspaceValue, undefined);
  else if (found.length === 0) add(all()?.workspaceValue, folders[0]);
  add(all()?.globalValue, folders[0]);
  return found;
}

function variableContext(workspaceFolder: string | null, folder: WorkspaceFolder | undefined): VariableContext {
  const document = window.activeTextEditor?.document;
  return {
    workspaceFolder,
    workspaceFolders: new Map((workspace.workspaceFolders ?? []).map(({ name, uri }) => [name, uri.fsPath])),
    file: document?.uri.scheme === 'file' ? document.uri.fsPath : null,
    env: process.env,
    config: (id) => {
      const value = workspace.getConfiguration(undefined, folder ?? null).get<unknown>(id);
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value.toString()
        : null;
    },
    userHome: homedir(),
  };
}
