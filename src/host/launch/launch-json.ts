import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { extensions, l10n, window, workspace } from 'vscode';
import type { WorkspaceFolder } from 'vscode';
import { isOk } from '../../base/result.js';
import { plain } from '../window/shown-text.js';
import { parseEnvFile } from './env-file.js';
import { askForVariables } from './ask-for-variables.js';
import { forPlatform, readConfiguration } from './launch-configuration.js';
import type { RawConfiguration } from './launch-configuration.js';
import { openLaunchJson } from './open-launch-json.js';
import { Refusal } from './refusal.js';
import type { Target } from './target.js';
import { substitute } from './variables.js';
import type { VariableContext } from './variables.js';

/**
 * What a configuration starts. `replaced` says whether the editor has replaced the variables already: it does so for
 * debuggers that are installed. Null when the user cancelled a question that a variable asks.
 *
 * @throws Refusal that names what is wrong with the configuration
 */
export async function targetOf(
  configuration: RawConfiguration,
  folder: WorkspaceFolder | undefined,
  replaced: boolean,
): Promise<Target | null> {
  const workspaceFolder = (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath ?? null;
  const raw = replaced ? configuration : forPlatform(configuration, process.platform);
  const asked = replaced ? new Map<string, string | null>() : await askForVariables(raw, folder);
  if (asked === null) return null;
  const context = variableContext(workspaceFolder, folder, asked);
  const unknown = new Set<string>();
  const read = readConfiguration(raw, {
    workspaceFolder,
    windows: process.platform === 'win32',
    substitute: (text) => {
      if (replaced) return text;
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
  return new Refusal('bad-argument', message, [openLaunchJson]);
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

function variableContext(
  workspaceFolder: string | null,
  folder: WorkspaceFolder | undefined,
  asked: ReadonlyMap<string, string | null>,
): VariableContext {
  const editor = window.activeTextEditor;
  const document = editor?.document;
  const ownFolder = document === undefined ? undefined : workspace.getWorkspaceFolder(document.uri);
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
    fileWorkspaceFolder: ownFolder?.uri.fsPath ?? null,
    selection:
      editor === undefined || document === undefined
        ? null
        : {
            line: editor.selection.active.line,
            column: editor.selection.active.character,
            text: document.getText(editor.selection),
          },
    extensionFolder: (id) => extensions.getExtension(id)?.extensionPath ?? null,
    asked,
  };
}
