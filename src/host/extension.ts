import * as vscode from 'vscode';
import { Owner } from '../base/disposable.js';
import { register } from './commands.js';

/** Everything that lives as long as the extension is active. */
class Extension extends Owner {
  readonly #log = this.register(vscode.window.createOutputChannel('Tracehold', { log: true }));

  constructor(context: vscode.ExtensionContext) {
    super();
    this.register(register('tracehold.showLog', () => this.#log.show()));
    this.#log.info(`Tracehold ${versionOf(context)} on VS Code ${vscode.version}, Node ${process.versions.node}`);
  }
}

function versionOf(context: vscode.ExtensionContext): string {
  const manifest: unknown = context.extension.packageJSON;
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return named ? String(manifest.version) : 'of unknown version';
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(new Extension(context));
}
