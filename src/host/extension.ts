import { join } from 'node:path';
import { version, window } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Owner } from '../base/disposable.js';
import { createAnnotations } from './annotations/create-annotations.js';
import { register } from './commands.js';
import { HearingThread } from './launch/hearing-thread.js';
import { createLauncher } from './launch/launcher.js';
import { createHeapViews } from './heap/heap-views.js';
import { OpenHeaps } from './heap/open-heaps.js';
import { WantedObjects } from './heap/wanted-objects.js';
import { keepSelection } from './model/keep-selection.js';
import { SelectionModel } from './model/selection.js';
import { createRunCatalog } from './runs/catalog.js';
import type { Services } from './services.js';
import { createSnapshots } from './snapshots/take-heap-snapshot.js';
import { createStatus } from './status/status.js';
import { createTraceTree } from './tree/create-trace-tree.js';
import { createRunViews } from './views/run-views.js';

/** Everything that lives as long as the extension is active. */
class Extension extends Owner {
  constructor(context: ExtensionContext) {
    super();
    const log = this.register(window.createOutputChannel('Tracehold', { log: true }));
    log.info(`Tracehold ${versionOf(context)} on VS Code ${version}, Node ${process.versions.node}`);
    this.register(register('tracehold.showLog', () => log.show()));
    const runs = this.register(createRunCatalog(context, log));
    const selection = this.register(new SelectionModel());
    const { hear } = this.register(new HearingThread(join(context.extensionPath, 'dist', 'starter.cjs')));
    const heaps = this.register(new OpenHeaps(join(context.extensionPath, 'dist', 'heap-worker.cjs')));
    const wanted = this.register(new WantedObjects());
    const services: Services = { context, log, runs, selection, heaps, wanted, hear };
    this.register(keepSelection(services));
    this.register(createStatus(services));
    this.register(createTraceTree(services));
    const editors = this.register(createAnnotations(services));
    const views = this.register(createRunViews(services, editors));
    this.register(createHeapViews(services, editors));
    this.register(createLauncher(services, views));
    this.register(createSnapshots(services));
  }
}

function versionOf(context: ExtensionContext): string {
  const manifest: unknown = context.extension.packageJSON;
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return named ? String(manifest.version) : 'of unknown version';
}

export function activate(context: ExtensionContext): void {
  context.subscriptions.push(new Extension(context));
}
