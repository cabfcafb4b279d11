import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Hear } from '../run/hear.js';
import type { OpenHeaps } from './heap/open-heaps.js';
import type { WantedObjects } from './heap/wanted-objects.js';
import type { RunCatalog } from './model/runs.js';
import type { SelectionModel } from './model/selection.js';

/** What every part of the host is made of. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly runs: RunCatalog;
  readonly selection: SelectionModel;
  /** Heap snapshots, each in a thread of its own while somebody looks at it. */
  readonly heaps: OpenHeaps;
  /** Which of their objects their pages are to show. */
  readonly wanted: WantedObjects;
  /** Starts programs for a question, on another thread than the editor's. */
  readonly hear: Hear;
}
