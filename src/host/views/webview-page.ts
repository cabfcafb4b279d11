import { randomBytes } from 'node:crypto';
import { env, l10n, Uri } from 'vscode';
import type { Webview } from 'vscode';
import { messageHtml, pageHtml } from './page-html.js';

function pageFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}

/** Pages that are built: each is a script and a style sheet of that name. */
type PageName = 'main' | 'memory';

function partsOf(webview: Webview, extension: Uri, title: string, page: PageName) {
  return {
    title,
    language: env.language,
    cspSource: webview.cspSource,
    styleUrl: webview.asWebviewUri(Uri.joinPath(pageFolder(extension), `${page}.css`)).toString(),
  };
}

/** Loads a page into a webview: that of a run, or of a heap snapshot. */
export function loadPage(webview: Webview, extension: Uri, title: string, page: PageName = 'main'): void {
  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [pageFolder(extension)] };
  webview.html = pageHtml({
    ...partsOf(webview, extension, title, page),
    scriptUrl: webview.asWebviewUri(Uri.joinPath(pageFolder(extension), `${page}.js`)).toString(),
    nonce: randomBytes(16).toString('hex'),
    texts: l10n.bundle,
  });
}

/** Shows a sentence instead of a run. */
export function loadMessage(webview: Webview, extension: Uri, title: string, message: string): void {
  webview.options = { enableScripts: false, enableForms: false, localResourceRoots: [pageFolder(extension)] };
  webview.html = messageHtml(partsOf(webview, extension, title, 'main'), message);
}
