import { readFile, stat } from 'node:fs/promises';
import { workspace } from 'vscode';
import type { TextDocument, TextDocumentChangeEvent } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { DocumentHistory } from './document-history.js';
import { LineMap, splitLines } from './line-map.js';
import type { DocumentLines } from './source-lines.js';

/** More is no source that somebody edits. */
const LONGEST_FILE_BYTES = 16 * 2 ** 20;

interface Tracked {
  /** Null until the file's date was read. */
  history: DocumentHistory | null;
  /** Edits since the document was first seen, while `history` is null. */
  readonly map: LineMap;
  /** The file is newer than all that was seen of it. */
  changedBehind: boolean;
  readonly ready: Promise<void>;
}

export function isPythonFile(document: TextDocument): boolean {
  return document.languageId === 'python' && document.uri.scheme === 'file';
}

async function modifiedMs(document: TextDocument): Promise<number | null> {
  try {
    const { mtimeMs, size } = await stat(document.uri.fsPath);
    return size > LONGEST_FILE_BYTES ? null : mtimeMs;
  } catch {
    return null;
  }
}

/** Follows what happens to Python documents while they are open. */
export class SourceHistories extends Owner {
  readonly #tracked = new Map<TextDocument, Tracked>();

  constructor() {
    super();
    for (const document of workspace.textDocuments) this.#track(document);
    this.register(workspace.onDidOpenTextDocument((document) => this.#track(document)));
    this.register(workspace.onDidCloseTextDocument((document) => void this.#tracked.delete(document)));
    this.register(workspace.onDidChangeTextDocument((event) => this.#change(event)));
    this.register(
      // The run that starts after a save reads this text; the file's own date is never later than this moment.
      workspace.onDidSaveTextDocument((document) => {
        const history = this.#tracked.get(document)?.history;
        history?.written(splitLines(document.getText()), Date.now());
      }),
    );
  }

  /** To be awaited before `linesOf`: looks whether the file was changed from outside. */
  async check(document: TextDocument): Promise<void> {
    const tracked = this.#tracked.get(document) ?? this.#track(document);
    await tracked?.ready;
    const history = tracked?.history;
    if (tracked === undefined || history === null || history === undefined) return;
    const modified = await modifiedMs(document);
    tracked.changedBehind = modified !== null && history.isOlderThan(modified);
  }

  linesOf(document: TextDocument, runStartedMs: number): DocumentLines {
    const tracked = this.#tracked.get(document);
    const map = tracked?.changedBehind === false ? tracked.history?.since(runStartedMs) : undefined;
    // Should an edit ever have been missed, the text itself tells.
    const isSound = map !== undefined && map !== null && map.lines.length === document.lineCount;
    const text = isSound ? map.lines : splitLines(document.getText());
    return {
      stale: !isSound,
      text,
      lineOf: (recorded) => (isSound ? map.lineOf(recorded) : null),
      originOf: (line) => (isSound ? map.originOf(line) : null),
    };
  }

  #track(document: TextDocument): Tracked | undefined {
    if (!isPythonFile(document)) return undefined;
    const known = this.#tracked.get(document);
    if (known !== undefined) return known;
    const tracked: Tracked = {
      history: null,
      map: LineMap.unchanged(splitLines(document.getText())),
      changedBehind: false,
      ready: Promise.resolve().then(() => this.#begin(document, tracked)),
    };
    this.#tracked.set(document, tracked);
    return tracked;
  }

  async #begin(document: TextDocument, tracked: Tracked): Promise<void> {
    const { isDirty, version } = document;
    const modified = await modifiedMs(document);
    if (modified === null) return;
    if (!isDirty && document.version === version) {
      tracked.history = new DocumentHistory(tracked.map, modified);
      return;
    }
    // Unsaved edits of an earlier session, or of this very moment: the two texts are compared.
    const saved = await readFile(document.uri.fsPath, 'utf8').catch(() => null);
    if (saved === null) return;
    const base = splitLines(saved.replace(/^\ufeff/, ''));
    tracked.history = new DocumentHistory(LineMap.between(base, tracked.map.lines), modified);
  }

  #change({ document, contentChanges }: TextDocumentChangeEvent): void {
    const tracked = this.#tracked.get(document);
    if (tracked === undefined || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
      text,
    }));
    if (tracked.history !== null) tracked.history.edit(changes);
    else for (const change of changes) tracked.map.apply(change);
    // A change that leaves the document clean is an undo back to the file, or the file was read again.
    if (!document.isDirty) void this.#readAgain(document, tracked);
  }

  async #readAgain(document: TextDocument, tracked: Tracked): Promise<void> {
    const { version } = document;
    const modified = await modifiedMs(document);
    const { history } = tracked;
    if (history === null || modified === null || document.version !== version || document.isDirty) return;
    if (history.isOlderThan(modified)) history.written(splitLines(document.getText()), modified);
  }
}
