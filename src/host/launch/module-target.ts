import { l10n, window, workspace } from 'vscode';
import type { Memento } from 'vscode';
import { isOk } from '../../base/result.js';
import { askForWords } from './ask-for-words.js';
import { Refusal } from './refusal.js';
import { RememberedWords } from './remembered-words.js';
import { splitWords } from './split-words.js';
import type { Target } from './target.js';

const moduleName = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** A module and its arguments, asked for; null when the user cancelled. @throws Refusal */
export async function targetOfModule(memory: Memento): Promise<Target | null> {
  const folder = await chooseFolder();
  if (folder === null) return null;
  const remembered = new RememberedWords(memory);
  const key = `-m ${folder}`;
  const line = await askForWords(l10n.t('Module to run, and its arguments'), remembered.get(key), ([name, ...rest]) => {
    if (name === undefined) return l10n.t('Name a module, such as http.server');
    if (name === '-m') return l10n.t('Leave out the -m: {0}', rest.join(' '));
    return moduleName.test(name) ? null : l10n.t('This is no name of a module, such as package.module');
  });
  if (line === null) return null;
  const words = splitWords(line, process.platform === 'win32');
  if (!isOk(words)) return null;
  await remembered.set(key, line);
  return {
    words: ['-m', ...words.ok],
    cwd: folder,
    script: null,
    workspaceFolder: folder,
    env: new Map(),
    python: null,
    pythonArgs: [],
    title: null,
    afterwards: null,
  };
}

async function chooseFolder(): Promise<string | null> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 0) {
    throw new Refusal('bad-argument', l10n.t('A module is run in a folder. Open the folder of your program first.'));
  }
  if (folders.length === 1) return folders[0].uri.fsPath;
  const chosen = await window.showWorkspaceFolderPick({ placeHolder: l10n.t('Folder to run the module in') });
  return chosen?.uri.fsPath ?? null;
}
