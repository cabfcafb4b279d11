import { basename, dirname } from 'node:path';
import { l10n } from 'vscode';
import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import type { Services } from '../services.js';
import { failureWords } from './failure-words.js';
import { printable } from '../window/shown-text.js';
import { RunPage } from './run-page.js';
import type { PlaceOpener } from './run-page.js';
import { unreadableFile } from './unreadable-file.js';
import { loadMessage, loadPage } from './webview-page.js';

/** `*.thtrace` files: each shows the run of its folder. */
export class RecordingEditor implements CustomReadonlyEditorProvider {
  readonly #services: Services;
  readonly #source: PlaceOpener;

  constructor(services: Services, source: PlaceOpener) {
    this.#services = services;
    this.#source = source;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => {} };
  }

  async resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): Promise<void> {
    const { context, runs, log } = this.#services;
    if (uri.scheme !== 'file') {
      const message = l10n.t(
        'A recording can only be shown from a folder on a disk. Copy its folder there and open it again.',
      );
      loadMessage(panel.webview, context.extensionUri, 'Tracehold', message);
      return;
    }
    let folder: string;
    try {
      ({ folder } = await runs.add(dirname(uri.fsPath)));
      const { store } = await runs.open(folder);
      const problem = unreadableFile(await store.call('info', null), basename(uri.fsPath));
      if (problem !== null) {
        const message = l10n.t('{0} cannot be shown. {1} The file was not changed.', printable(uri.fsPath), problem);
        loadMessage(panel.webview, context.extensionUri, 'Tracehold', message);
        return;
      }
    } catch (thrown) {
      log.warn(`Cannot open ${uri.fsPath}: ${String(thrown)}`);
      loadMessage(panel.webview, context.extensionUri, 'Tracehold', failureWords(thrown, printable(uri.fsPath)));
      return;
    }
    const page = new RunPage(panel.webview, folder, this.#services, this.#source);
    panel.onDidDispose(() => page.dispose());
    loadPage(panel.webview, context.extensionUri, folder);
  }
}
