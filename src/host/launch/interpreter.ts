import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PythonExtension } from '@vscode/python-extension';
import { Uri, commands, env, extensions, l10n, workspace } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { Hear } from '../../run/hear.js';
import { chooseInterpreter, inEnvironment, oldestPython } from '../../run/interpreter.js';
import type { Interpreter } from '../../run/interpreter.js';
import { plain } from '../window/shown-text.js';
import { candidates } from './candidates.js';
import type { Named } from './candidates.js';
import { Refusal } from './refusal.js';
import type { Way } from './refusal.js';
import { readSetting } from './settings.js';
import type { Target } from './target.js';
import { holdsVariable } from '../../run/command-line.js';

/** PVSC_EXTENSION_ID; the package's code would make a missing extension an error. */
const pythonExtension = 'ms-python.python';
/** What the extension answers when nobody selected anything. */
const unselected = 'DEFAULT_PYTHON';

/**
 * The interpreter for a target.
 *
 * @throws Refusal 'no-python' with ways out
 */
export async function interpreterFor(target: Target, log: LogOutputChannel, hear: Hear): Promise<Interpreter> {
  const named = await namedFor(target, log);
  const choice = await chooseInterpreter(candidates(named), process.env, hear);
  if (!('interpreter' in choice)) throw refusal(choice.rejected);
  const { interpreter } = choice;
  log.info(`Python ${interpreter.version}: ${interpreter.executable} (of ${JSON.stringify(named)})`);
  if (holdsVariable(pathOf(interpreter))) {
    throw refusal([`${pathOf(interpreter)} has a variable in its path, which the editor would replace`]);
  }
  return interpreter;
}

/** Where an interpreter is named for a target, or for what else is in a folder of the workspace. */
export async function namedFor(
  { script, workspaceFolder, python }: Pick<Target, 'script' | 'workspaceFolder' | 'python'>,
  log: LogOutputChannel,
): Promise<Named> {
  const place = script ?? workspaceFolder;
  const resource = place === null ? undefined : Uri.file(place);
  return {
    configured: python,
    selected: python === null ? await selectedInterpreter(resource, log) : null,
    environment: workspaceFolder === null ? null : await environmentIn(workspaceFolder),
    setting: settingOf(resource),
  };
}

/** How it is started: by its full path, as the terminal may have another PATH than we. */
export function pathOf({ executable, command }: Interpreter): string {
  return executable === '' ? command : executable;
}

async function selectedInterpreter(resource: Uri | undefined, log: LogOutputChannel): Promise<string | null> {
  const extension = extensions.getExtension<PythonExtension | undefined>(pythonExtension);
  if (extension === undefined) return null;
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    if (api === undefined) return null;
    await api.ready;
    const selected = api.environments.getActiveEnvironmentPath(resource);
    const resolved = await api.environments.resolveEnvironment(selected);
    const path = resolved?.executable.uri?.fsPath;
    if (path !== undefined) return path;
    return selected.id === unselected || selected.path === 'python' ? null : selected.path;
  } catch (error) {
    log.warn(`The Python extension does not say which interpreter is selected: ${String(error)}`);
    return null;
  }
}

async function environmentIn(folder: string): Promise<string | null> {
  for (const name of ['.venv', 'venv']) {
    const environment = join(folder, name);
    try {
      await access(inEnvironment(environment));
      return environment;
    } catch {
      // The next one, or none.
    }
  }
  return null;
}

function settingOf(resource: Uri | undefined): string | null {
  const value = readSetting(resource)('tracehold.python');
  if (typeof value !== 'string' || value.trim() === '') return null;
  const folder = resource === undefined ? undefined : workspace.getWorkspaceFolder(resource)?.uri.fsPath;
  const path = value.trim().replace(/^~(?=[/\\])/, () => homedir());
  return folder === undefined ? path : path.replaceAll('${workspaceFolder}', () => folder);
}

function refusal(rejected: readonly string[]): Refusal {
  const happened =
    rejected.length === 0
      ? l10n.t('There is no Python on PATH')
      : rejected.map((clause) => plain(clause, 400)).join('; ');
  const ways: Way[] = [
    {
      title: l10n.t('Open Settings'),
      go: () => commands.executeCommand('workbench.action.openSettings', 'tracehold.python'),
    },
  ];
  if (extensions.getExtension(pythonExtension) !== undefined) {
    ways.unshift({ title: l10n.t('Select Interpreter'), go: () => commands.executeCommand('python.setInterpreter') });
  }
  if (rejected.length === 0) {
    ways.push({
      title: l10n.t('Get Python'),
      go: () => env.openExternal(Uri.parse('https://www.python.org/downloads/')),
    });
  }
  return new Refusal(
    'no-python',
    l10n.t('Nothing was run: {0}. Name a Python from {1} on.', happened, oldestPython),
    ways,
  );
}
