import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { RunCatalog } from './model/runs.js';
import type { SelectionModel } from './model/selection.js';

/** What every part of the host is made of. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly runs: RunCatalog;
  readonly selection: SelectionModel;
}
