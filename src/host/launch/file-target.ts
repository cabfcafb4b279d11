import { basename, dirname } from 'node:path';
import { Uri, l10n, window, workspace } from 'vscode';
import type { Memento, TextDocument } from 'vscode';
import { isOk } from '../../base/result.js';
import { plain } from '../window/shown-text.js';
import { askForWords } from './ask-for-words.js';
import { RememberedWords } from './remembered-words.js';
import { Refusal } from './refusal.js';
import { splitWords } from './split-words.js';
import type { Target } from './target.js';

const isWindows = process.platform === 'win32';

/**
 * The file of the editor, saved. Asks for its arguments when there is a place to remember them; null when the user
 * cancelled.
 *
 * @throws Refusal
 */
export async function targetOfFile(given: Uri | undefined, memory: Memento | null): Promise<Target | null> {
  const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    throw new Refusal('bad-argument', l10n.t('No file is open in the editor. Open a Python file and try again.'));
  }
  const saved = await onDisk(uri);
  if (saved === null) return null;
  const script = saved.fsPath;
  let words: readonly string[] = [];
  if (memory !== null) {
    const remembered = new RememberedWords(memory);
    const line = await askForWords(l10n.t('Arguments of {0}', plain(basename(script))), remembered.get(script));
    if (line === null) return null;
    await remembered.set(script, line);
    const split = splitWords(line, isWindows);
    if (isOk(split)) words = split.ok;
  }
  const workspaceFolder = workspace.getWorkspaceFolder(saved)?.uri.fsPath ?? null;
  return {
    words: [script, ...words],
    cwd: workspaceFolder ?? dirname(script),
    script,
    workspaceFolder,
    env: new Map(),
    python: null,
    pythonArgs: [],
    title: null,
    afterwards: null,
  };
}

async function onDisk(uri: Uri): Promise<Uri | null> {
  const name = plain(basename(uri.path));
  const document = await opened(uri, name);
  if (document.languageId !== 'python') {
    throw new Refusal('bad-argument', l10n.t('{0} is no Python file. Open the program to run and try again.', name));
  }
  if (uri.scheme === 'untitled') return saveAs(document);
  if (uri.scheme === 'vscode-notebook-cell') {
    throw new Refusal(
      'bad-argument',
      l10n.t('A cell of {0} runs in the kernel of its notebook. Copy what you want to profile to a .py file.', name),
    );
  }
  if (uri.scheme !== 'file') {
    throw new Refusal(
      'bad-argument',
      l10n.t('{0} is not on this disk, so Python cannot run it. Save a copy to a folder and run that.', name),
    );
  }
  if (document.isDirty && !(await document.save())) {
    throw new Refusal('io', l10n.t('Nothing was run: {0} could not be saved. Save it and try again.', name));
  }
  return uri;
}

async function opened(uri: Uri, name: string): Promise<TextDocument> {
  try {
    return await workspace.openTextDocument(uri);
  } catch (error) {
    const message = l10n.t('Nothing was run: {0} is not there, or cannot be read.', name);
    throw new Refusal('not-found', message, [], { cause: error });
  }
}

/** A file that was never saved has no place to run in: the editor asks for one. */
async function saveAs(document: TextDocument): Promise<Uri | null> {
  const saved = await workspace.saveAs(document.uri);
  return saved === undefined || saved.scheme !== 'file' ? null : saved;
}
