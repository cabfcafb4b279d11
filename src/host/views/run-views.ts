import { l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { register } from '../commands.js';
import { viewTypes } from '../contributions.js';
import { nothingSelected } from '../model/selection.js';
import type { Services } from '../services.js';
import { chooseRun } from './choose-run.js';
import { exportRecording } from './export-recording.js';
import { failureWords } from './failure-words.js';
import { showMessage } from '../window/messages.js';
import { plain, printable } from '../window/shown-text.js';
import { RecordingEditor } from './recording-editor.js';
import { restoredFolder } from './restored-folder.js';
import { RunPage } from './run-page.js';
import type { PlaceOpener } from './run-page.js';
import { loadMessage, loadPage } from './webview-page.js';

export interface RunViews extends Disposable {
  /**
   * Shows the page of a run: the one that is open, else a new one beside the text editor. `preserveFocus`: typing goes
   * on where it was, such as in the terminal of a program that was just started. Throws CodedError.
   */
  openTimeline(folder: string, options?: { readonly preserveFocus?: boolean }): Promise<void>;
}

/** The pages of runs, and the commands about them. */
export function createRunViews(services: Services, source: PlaceOpener): RunViews {
  return new Views(services, source);
}

class Views extends Owner implements RunViews {
  readonly #services: Services;
  readonly #source: PlaceOpener;
  readonly #panels = new Map<string, WebviewPanel>();

  constructor(services: Services, source: PlaceOpener) {
    super();
    this.#services = services;
    this.#source = source;
    this.register(
      window.registerWebviewPanelSerializer(viewTypes.timeline, {
        deserializeWebviewPanel: (panel, state: unknown) => this.#restore(panel, state),
      }),
    );
    this.register(
      window.registerCustomEditorProvider(viewTypes.recording, new RecordingEditor(services, source), {
        supportsMultipleEditorsPerDocument: false,
        webviewOptions: { retainContextWhenHidden: false },
      }),
    );
    this.register(register('tracehold.openTimeline', (item) => this.#openTimelineOf(item)));
    this.register(
      register('tracehold.exportRecording', (item) => exportRecording(services, item ?? this.#activeRun())),
    );
    this.register({ dispose: () => this.#closeAll() });
  }

  async openTimeline(given: string, { preserveFocus = false } = {}): Promise<void> {
    const { runs } = this.#services;
    const { folder } = runs.find(given) ?? (await runs.add(given));
    const shown = this.#panels.get(folder);
    if (shown !== undefined) {
      shown.reveal(undefined, preserveFocus);
      return;
    }
    const viewColumn = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
    const panel = window.createWebviewPanel(viewTypes.timeline, this.#titleOf(folder), { viewColumn, preserveFocus });
    this.#show(panel, folder);
  }

  async #openTimelineOf(item: { readonly folder: string } | undefined): Promise<void> {
    const folder = await chooseRun(this.#services, item, l10n.t('The run whose timeline to open'));
    if (folder === undefined) return;
    try {
      await this.openTimeline(folder);
      const { selection } = this.#services;
      // Gutter and CodeLens show the run that is looked at.
      if (selection.selected.run !== folder) selection.select({ ...nothingSelected, run: folder }, 'command');
    } catch (thrown) {
      this.#services.log.warn(`Cannot open the timeline of ${folder}: ${String(thrown)}`);
      void showMessage('error', failureWords(thrown, plain(folder)));
    }
  }

  /** A window was loaded again; its tabs come back one after the other, when they are looked at. */
  async #restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const { runs, context, log } = this.#services;
    const explain = (message: string) => loadMessage(panel.webview, context.extensionUri, 'Tracehold', message);
    try {
      await runs.refresh();
      const workspaces = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
      const kept = restoredFolder(state, (known) => runs.find(known) !== undefined, workspaces);
      if (kept === null) {
        explain(l10n.t('The recording of this tab is gone. Close the tab; open another run in the Runs view.'));
        return;
      }
      const { folder } = runs.find(kept) ?? (await runs.add(kept));
      if (this.#panels.has(folder)) panel.dispose();
      else this.#show(panel, folder);
    } catch (thrown) {
      log.warn(`Cannot restore a timeline: ${String(thrown)}`);
      explain(failureWords(thrown, l10n.t('the folder of this tab')));
    }
  }

  #show(panel: WebviewPanel, folder: string): void {
    const { extensionUri } = this.#services.context;
    const page = new RunPage(panel.webview, folder, this.#services, this.#source);
    this.#panels.set(folder, panel);
    panel.onDidDispose(() => {
      if (this.#panels.get(folder) === panel) this.#panels.delete(folder);
      page.dispose();
    });
    const icon = (theme: string) => Uri.joinPath(extensionUri, 'media', `tracehold-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.title = this.#titleOf(folder);
    loadPage(panel.webview, extensionUri, panel.title);
  }

  /** The run whose page has the focus. */
  #activeRun(): { readonly folder: string } | undefined {
    const active = [...this.#panels].find(([, panel]) => panel.active);
    return active === undefined ? undefined : { folder: active[0] };
  }

  #titleOf(folder: string): string {
    return printable(this.#services.runs.find(folder)?.name ?? 'Tracehold');
  }

  /** With the extension go its pages: without it they would be dead. */
  #closeAll(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }
}
