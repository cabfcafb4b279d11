/** What the editor shows of a run, asked for by the commands that VS Code has for it. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './waiting.js';

export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('the tests need a folder to be open');
  return folder.uri.fsPath;
}

export function inWorkspace(...names: string[]): vscode.Uri {
  return vscode.Uri.file(join(workspaceFolder(), ...names));
}

/** Opens a file of the workspace in an editor. */
export async function show(...names: string[]): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(inWorkspace(...names));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Titles above a line that holds `text`. */
export async function lensesAbove(document: vscode.TextDocument, text: string): Promise<string[]> {
  const { line } = positionOf(document, text);
  const command = 'vscode.executeCodeLensProvider';
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri, 1000);
  return lenses.filter(({ range }) => range.start.line === line).map((lens) => lens.command?.title ?? '');
}

/** Waits until a title above a line that holds `text` matches. */
export function lensAbove(document: vscode.TextDocument, text: string, wanted: RegExp): Promise<string> {
  return until(`a CodeLens ${wanted} above "${text}"`, async () =>
    (await lensesAbove(document, text)).find((title) => wanted.test(title)),
  );
}

/** Markdown of our hovers where a text begins. */
export async function hoversAt(document: vscode.TextDocument, text: string): Promise<vscode.MarkdownString[]> {
  const command = 'vscode.executeHoverProvider';
  const position = positionOf(document, text);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, position);
  return hovers.flatMap(({ contents }) => contents).filter((content) => content instanceof vscode.MarkdownString);
}

/** View types of all tabs that are webviews or custom editors. */
export function openViews(): string[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.flatMap((input) =>
    input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom ? [input.viewType] : [],
  );
}

function positionOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`${document.uri.path} does not hold "${text}"`);
  return document.positionAt(offset);
}
