import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  l10n,
  Position,
  Range,
  Selection,
  TabInputText,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { TextDocument, TextEditor } from 'vscode';
import { showBriefly, showMessage } from '../window/messages.js';
import { plain } from '../window/shown-text.js';
import { classify, exactGlob, fileName, platform, sameTail } from './recorded-path.js';
import { isInView, staysInView, topFor } from './in-view.js';
import type { VisibleLines } from './in-view.js';

export interface PlaceOptions {
  /** Folder of the run: its workspace is where relative paths are from. */
  readonly folder?: string;
  readonly preserveFocus?: boolean;
  /** Where the recorded line is in the document now (lines from 1); null when nobody knows. */
  readonly locate?: (document: TextDocument) => Promise<number | null>;
  /** Asked before anything is shown: the wish may be out of date by then. */
  readonly isWanted?: () => boolean;
  /** Say what is missing once per file, not each time: for selections that come by themselves. */
  readonly isAutomatic?: boolean;
}

const MOST_CANDIDATES = 50;

/** Files that a person took for recorded ones which are not there, and what was said already; for this session. */
const stands = new Map<string, string>();
const toldOf = new Set<string>();

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The file that a recorded name means here, or null after a message that says why there is none. */
async function findFile(
  file: string,
  line: number,
  { folder, isAutomatic = false }: PlaceOptions,
): Promise<string | null> {
  // A run lies in `<directory>/.tracehold/<run>`, and programs are mostly started in that directory.
  const base = folder === undefined ? null : dirname(dirname(folder));
  const meant = classify(file, platform, base);
  if (meant.kind === 'local' && (await isFile(meant.path))) return meant.path;
  const known = stands.get(file);
  if (known !== undefined && (await isFile(known))) return known;
  const name = plain(file);
  const place = line > 0 ? l10n.t('{0}, line {1}', name, line) : name;
  const isRepeated = isAutomatic && toldOf.has(file);
  toldOf.add(file);
  if (isRepeated) {
    showBriefly(l10n.t('Tracehold: no source for {0}', place), 5000);
    return null;
  }
  if (meant.kind === 'none') {
    void showMessage('information', l10n.t('This code was not read from a file: it was recorded as {0}.', place));
    return null;
  }
  const found = await workspace.findFiles(`**/${exactGlob(fileName(file))}`, undefined, MOST_CANDIDATES);
  const alike = sameTail(
    file,
    found.map(({ fsPath }) => fsPath),
  );
  const message =
    meant.kind === 'foreign'
      ? l10n.t('The recorded file is a path of another machine: {0}.', place)
      : l10n.t('The recorded file is not there (any more): {0}.', place);
  if (alike.length === 0) {
    void showMessage('warning', `${message} ${l10n.t('Open the folder that holds it, and try again.')}`);
    return null;
  }
  const choice = l10n.t('Open {0}', plain(workspace.asRelativePath(alike[0]), 80));
  const offer = `${message} ${l10n.t('A file of the workspace has the same name.')}`;
  if ((await showMessage('warning', offer, choice)) !== choice) {
    return null;
  }
  stands.set(file, alike[0]);
  return alike[0];
}

/** Not over the timeline, when that is what the person looks at. */
function columnFor(uri: Uri): ViewColumn {
  const { all, activeTabGroup } = window.tabGroups;
  const holds = (input: unknown) => input instanceof TabInputText && input.uri.toString() === uri.toString();
  const open = all.find((group) => group.tabs.some((tab) => tab.isActive && holds(tab.input)));
  if (open !== undefined) return open.viewColumn;
  const active = activeTabGroup.activeTab?.input;
  if (active === undefined || active instanceof TabInputText) return ViewColumn.Active;
  const other = all.find(({ activeTab }) => activeTab?.input instanceof TabInputText);
  return other?.viewColumn ?? ViewColumn.Beside;
}

function visibleLines({ visibleRanges }: TextEditor): readonly VisibleLines[] {
  return visibleRanges.map(({ start, end }) => ({ first: start.line, last: end.line }));
}

/**
 * Shows a recorded place in an editor. `line` counts from 1; 0 is the file as a whole. A file that is not there gets a
 * message, never an exception.
 *
 * @returns whether it is shown.
 */
export async function openPlace(file: string, line: number, options: PlaceOptions = {}): Promise<boolean> {
  const isWanted = options.isWanted ?? (() => true);
  const path = await findFile(file, line, options);
  if (path === null || !isWanted()) return false;
  const uri = Uri.file(path);
  let document: TextDocument;
  try {
    document = await workspace.openTextDocument(uri);
  } catch (error) {
    const why = plain(error instanceof Error ? error.message : String(error));
    void showMessage('warning', l10n.t('{0} cannot be shown: {1}', plain(path), why));
    return false;
  }
  const located = (await options.locate?.(document)) ?? line;
  if (!isWanted()) return false;
  const at = document.lineAt(Math.min(Math.max(located - 1, 0), document.lineCount - 1)).range.start;
  const before = window.visibleTextEditors.find((editor) => editor.document === document);
  const visible = before === undefined ? [] : visibleLines(before);
  const editor = await window.showTextDocument(document, {
    viewColumn: before?.viewColumn ?? columnFor(uri),
    preserveFocus: options.preserveFocus ?? false,
  });
  if (line < 1) return true;
  // The cursor of somebody who steps through calls of the function before their eyes stays where it is.
  if (!isInView(at.line, visible)) editor.selection = new Selection(at, at);
  if (!staysInView(at.line, visible)) {
    const top = new Position(topFor(at.line, document.lineCount, visibleLines(editor)), 0);
    editor.revealRange(new Range(top, top), TextEditorRevealType.AtTop);
  }
  return true;
}
