import { basename } from 'node:path';
import { RelativePattern, workspace } from 'vscode';
import type { WorkspaceFolder } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { runFileName } from '../../run/run-file.js';
import { runsFolderName } from '../../run/runs.js';

/** Making a run is several events, and deleting ten are many. */
const QUIET_MS = 200;

/** Calls `changed` a moment after runs below a workspace folder came, went or ended. */
export class RunsWatch extends Owner {
  readonly #changed: () => void;
  readonly #watchers = new Map<string, Disposable>();
  #timer: NodeJS.Timeout | null = null;

  constructor(changed: () => void) {
    super();
    this.#changed = changed;
    // A watcher takes the editor a while, and the extension is not active until it has been made.
    const later = setImmediate(() => {
      for (const folder of workspace.workspaceFolders ?? []) this.#watch(folder);
      // Runs may have come meanwhile.
      this.#soon();
    });
    this.register({ dispose: () => clearImmediate(later) });
    this.register(
      workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.#forget(uri.toString());
        for (const folder of added) this.#watch(folder);
        this.#soon();
      }),
    );
  }

  override dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const key of this.#watchers.keys()) this.#forget(key);
    super.dispose();
  }

  #forget(key: string): void {
    this.#watchers.get(key)?.dispose();
    this.#watchers.delete(key);
  }

  #watch(folder: WorkspaceFolder): void {
    if (folder.uri.scheme !== 'file' || this.#watchers.has(folder.uri.toString())) return;
    const run = `${runsFolderName}/*`;
    const pattern = `{${runsFolderName},${run},${run}/${runFileName},${run}/*.thheap}`;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, pattern));
    watcher.onDidCreate(() => this.#soon());
    watcher.onDidDelete(() => this.#soon());
    // A folder changes whenever something in it does, and a recording that grows does all the time.
    watcher.onDidChange((uri) => {
      if (basename(uri.fsPath) === runFileName) this.#soon();
    });
    this.#watchers.set(folder.uri.toString(), watcher);
  }

  #soon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed(), QUIET_MS);
  }
}
