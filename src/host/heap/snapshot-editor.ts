import { basename } from 'node:path';
import { l10n } from 'vscode';
import type { CustomDocument, CustomReadonlyEditorProvider, Uri, WebviewPanel } from 'vscode';
import type { Services } from '../services.js';
import type { PlaceOpener } from '../views/run-page.js';
import { birthsOf, showCall } from '../views/births.js';
import { loadMessage, loadPage } from '../views/webview-page.js';
import { SnapshotPage } from './snapshot-page.js';

/** `*.thheap` files. What cannot be read the page says itself: it can try again. */
export class SnapshotEditor implements CustomReadonlyEditorProvider {
  readonly #services: Services;
  readonly #source: PlaceOpener;

  constructor(services: Services, source: PlaceOpener) {
    this.#services = services;
    this.#source = source;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): void {
    const { context, heaps, wanted } = this.#services;
    if (uri.scheme !== 'file') {
      const message = l10n.t('A snapshot can only be shown from a folder on a disk. Copy it there and open it again.');
      loadMessage(panel.webview, context.extensionUri, 'Tracehold', message);
      return;
    }
    const page = new SnapshotPage(panel.webview, uri.fsPath, {
      heaps,
      wanted,
      source: this.#source,
      calls: {
        births: (taken, query, signal) => birthsOf(this.#services, taken, query, signal),
        show: showCall,
      },
      isShown: () => panel.visible,
    });
    panel.onDidDispose(() => page.dispose());
    loadPage(panel.webview, context.extensionUri, basename(uri.fsPath), 'memory');
  }
}
