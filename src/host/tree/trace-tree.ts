import { EventEmitter, l10n, TreeItem, TreeItemCollapsibleState, workspace } from 'vscode';
import type { CancellationToken, TreeDataProvider } from 'vscode';
import { assertNever } from '../../base/assert-never.js';
import { Owner } from '../../base/disposable.js';
import { isOk, toFailure } from '../../base/result.js';
import { PAGE_ROWS } from '../../rpc/store-contract.js';
import type { CallRow } from '../../store/api.js';
import { formatCount } from '../annotations/texts.js';
import { signalOf } from '../annotations/timing.js';
import type { KnownRun } from '../model/runs.js';
import { runPlace } from '../runs/run-place.js';
import type { Services } from '../services.js';
import { printable } from '../window/shown-text.js';
import { ItemTable, idOf } from './items.js';
import type { CallItem, MessageItem, ParentOfCalls, SnapshotItem, TraceItem } from './items.js';
import { KeptItems } from './kept-items.js';
import { callTooltip, matchesFilter } from './labels.js';
import { RunContents } from './run-contents.js';
import { snapshotTreeItem, suspectTreeItem } from './snapshot-tree-items.js';
import { SnapshotRecords, pidOf } from '../heap/snapshot-records.js';
import {
  callTreeItem,
  messageTreeItem,
  moreTreeItem,
  processTreeItem,
  runTreeItem,
  threadTreeItem,
} from './tree-items.js';

/** Runs, processes, threads and calls, each asked for when its parent is expanded. */
export class TraceTree extends Owner implements TreeDataProvider<TraceItem> {
  readonly #services: Services;
  readonly #changed = this.register(new EventEmitter<TraceItem | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #items = new ItemTable();
  readonly #contents = new Map<string, RunContents>();
  readonly #snapshots: SnapshotRecords;
  /** Runs whose names or commands do not hold this are left out; empty for none. */
  filter = '';

  /** @param expanded items that are shown expanded, as somebody left them. */
  constructor(
    services: Services,
    readonly expanded = new KeptItems([]),
  ) {
    super();
    this.#services = services;
    this.#snapshots = new SnapshotRecords(services.heaps);
  }

  contentsOf(folder: string): RunContents {
    const known = this.#contents.get(folder) ?? new RunContents(this.#services.runs, folder);
    this.#contents.set(folder, known);
    return known;
  }

  item<Item extends TraceItem>(item: Item): Item {
    return this.#items.one(item);
  }

  /** Asks again for what is expanded below the item; of everything when there is none. */
  refresh(item?: TraceItem): void {
    this.#changed.fire(item);
  }

  /** Runs came or went. */
  refreshRuns(): void {
    const folders = new Set(this.#services.runs.runs.map(({ folder }) => folder));
    this.#items.keepOnly(folders);
    for (const folder of this.#contents.keys()) if (!folders.has(folder)) this.#contents.delete(folder);
    this.refresh();
  }

  async getTreeItem(item: TraceItem): Promise<TreeItem> {
    const treeItem = await this.#shownItem(item);
    treeItem.id = idOf(item);
    const isCollapsed = treeItem.collapsibleState === TreeItemCollapsibleState.Collapsed;
    if (isCollapsed && this.expanded.has(treeItem.id)) treeItem.collapsibleState = TreeItemCollapsibleState.Expanded;
    return treeItem;
  }

  async getChildren(item?: TraceItem): Promise<TraceItem[]> {
    if (item === undefined) return this.#runs().map(({ folder }) => this.item({ kind: 'run', folder }));
    try {
      return await this.#below(item);
    } catch (error) {
      const { code, message } = toFailure(error);
      this.#services.log.warn(`${item.folder} cannot be shown: ${code}: ${message}`);
      const text = code === 'cancelled' ? l10n.t('Not read: cancelled. Click to read it.') : printable(message, 300);
      return [this.#message(item, text, true)];
    }
  }

  getParent(item: TraceItem): TraceItem | undefined {
    const { folder } = item;
    switch (item.kind) {
      case 'run':
        return undefined;
      case 'process':
        return this.item({ kind: 'run', folder });
      case 'thread':
        return this.#hasProcesses(folder)
          ? this.item({ kind: 'process', folder, process: item.process })
          : this.item({ kind: 'run', folder });
      case 'call': {
        const row = this.contentsOf(folder).known(item.call);
        if (row === null) return this.item({ kind: 'run', folder });
        const { process, thread, parent } = row;
        return parent === null
          ? this.item({ kind: 'thread', folder, process, thread })
          : this.item({ kind: 'call', folder, thread, call: parent });
      }
      case 'snapshot':
        return this.#parentOfSnapshot(item);
      case 'suspect':
        return this.item({ kind: 'snapshot', folder, file: item.file });
      case 'more':
      case 'message':
        return item.parent;
      default:
        return assertNever(item, 'item');
    }
  }

  async resolveTreeItem(treeItem: TreeItem, item: TraceItem, token: CancellationToken): Promise<TreeItem> {
    if (item.kind !== 'call') return treeItem;
    try {
      const row = await this.contentsOf(item.folder).row(item.call);
      if (row === null) return treeItem;
      const { store } = await this.#services.runs.open(item.folder);
      const values = await store.request('shownValues', item.call, signalOf(token));
      treeItem.tooltip = callTooltip(row, isOk(values) ? values.ok : null);
    } catch (error) {
      this.#services.log.warn(`The values of a call cannot be shown: ${toFailure(error).message}`);
    }
    return treeItem;
  }

  #runs(): readonly KnownRun[] {
    const { runs } = this.#services.runs;
    return this.filter === '' ? runs : runs.filter((run) => matchesFilter(run, this.filter));
  }

  /** As `#below` found it; nothing below a run is shown before that. */
  #hasProcesses(folder: string): boolean {
    return (this.contentsOf(folder).processes ?? 0) > 1;
  }

  /** One row that cannot be shown must not take those beside it along. */
  async #shownItem(item: TraceItem): Promise<TreeItem> {
    try {
      return await this.#treeItem(item);
    } catch (error) {
      this.#services.log.warn(`A row of ${item.folder} cannot be shown: ${toFailure(error).message}`);
      return new TreeItem(l10n.t('(gone)'));
    }
  }

  async #treeItem(item: TraceItem): Promise<TreeItem> {
    const contents = this.contentsOf(item.folder);
    switch (item.kind) {
      case 'run': {
        const run = this.#services.runs.find(item.folder);
        if (run === undefined) return new TreeItem(l10n.t('(deleted)'));
        // Counted anew where that is cheap: a store is not opened for the sake of a number.
        const isOpen = contents.calls !== null && this.#services.runs.opened(item.folder) !== undefined;
        if (isOpen) await contents.overview().catch(() => null);
        return runTreeItem(run, { calls: contents.calls, place: placeOf(run.folder), nowMs: Date.now() });
      }
      case 'process': {
        const { processes } = await contents.overview();
        const info = processes.find(({ process }) => process === item.process);
        const isRunning = this.#services.runs.find(item.folder)?.live === true;
        return info === undefined ? new TreeItem(l10n.t('(gone)')) : processTreeItem(info, isRunning);
      }
      case 'thread': {
        const { threads } = await contents.overview();
        const info = threads.find(({ thread }) => thread === item.thread);
        return info === undefined ? new TreeItem(l10n.t('(gone)')) : threadTreeItem(info);
      }
      case 'call': {
        const row = await contents.row(item.call);
        if (row === null) return new TreeItem(l10n.t('(gone)'));
        const exitCode = this.#services.runs.find(item.folder)?.exitCode ?? null;
        return callTreeItem(row, item, await contents.isExit(row, exitCode));
      }
      case 'snapshot':
        return snapshotTreeItem(item, await this.#snapshots.of(item));
      case 'suspect': {
        const holder = this.#snapshots.summaryOf(item)?.holders[item.holder];
        return holder === undefined ? new TreeItem(l10n.t('(gone)')) : suspectTreeItem(item, holder);
      }
      case 'more': {
        const { more } = await contents.children(item.parent);
        return moreTreeItem(more);
      }
      case 'message':
        return messageTreeItem(item.text, item.canRetry);
      default:
        return assertNever(item, 'item');
    }
  }

  async #below(item: TraceItem): Promise<TraceItem[]> {
    const { folder } = item;
    switch (item.kind) {
      case 'run': {
        const { processes } = await this.contentsOf(folder).overview();
        if (processes.length > 1) {
          const known = new Set(processes.map(({ pid }) => pid));
          return [
            ...processes.map(({ process }) => this.item({ kind: 'process', folder, process })),
            // Of a process of which nothing else was recorded.
            ...this.#snapshotsOf(folder, null).filter(({ file }) => !known.has(pidOf(file) ?? -1)),
          ];
        }
        return [...(await this.#threads(item, null)), ...this.#snapshotsOf(folder, null)];
      }
      case 'process':
        return [...(await this.#threads(item, item.process)), ...this.#snapshotsOf(folder, await this.#pidOf(item))];
      case 'snapshot':
        return this.#suspects(item);
      case 'suspect':
        return [];
      case 'thread':
      case 'call':
        return this.#calls(item);
      case 'more':
      case 'message':
        return [];
      default:
        return assertNever(item, 'item');
    }
  }

  async #threads(parent: TraceItem, of: number | null): Promise<TraceItem[]> {
    const { folder } = parent;
    const { threads } = await this.contentsOf(folder).overview();
    const wanted = threads.filter(({ process }) => of === null || process === of);
    if (wanted.length === 0) return [this.#message(parent, l10n.t('No calls were recorded'), false)];
    return wanted.map(({ process, thread }) => this.item({ kind: 'thread', folder, process, thread }));
  }

  /** @param pid of one process; null for all of them. */
  #snapshotsOf(folder: string, pid: number | null): SnapshotItem[] {
    return (this.#services.runs.find(folder)?.snapshots ?? [])
      .filter((file) => pid === null || pidOf(file) === pid)
      .map((file) => this.item({ kind: 'snapshot', folder, file }));
  }

  async #suspects(item: SnapshotItem): Promise<TraceItem[]> {
    const { holders } = await this.#snapshots.open(item);
    if (holders.length === 0)
      return [this.#message(item, l10n.t('Nothing stands out: no holder keeps much memory'), false)];
    const { folder, file } = item;
    return holders.map((_holder, holder) => this.item({ kind: 'suspect', folder, file, holder }));
  }

  async #pidOf({ folder, process: wanted }: { readonly folder: string; readonly process: number }): Promise<number> {
    const { processes } = await this.contentsOf(folder).overview();
    return processes.find(({ process }) => process === wanted)?.pid ?? -1;
  }

  #parentOfSnapshot({ folder, file }: SnapshotItem): TraceItem {
    const process = this.#hasProcesses(folder) ? this.contentsOf(folder).processOf(pidOf(file) ?? -1) : null;
    return process === null ? this.item({ kind: 'run', folder }) : this.item({ kind: 'process', folder, process });
  }

  async #calls(parent: ParentOfCalls): Promise<TraceItem[]> {
    const { rows, more, shown, isPartial } = await this.contentsOf(parent.folder).children(parent);
    const items: TraceItem[] = rows.map((row) => this.callItem(parent.folder, row));
    if (more > 0) items.push(this.item({ kind: 'more', folder: parent.folder, parent, shown }));
    if (isPartial) {
      const count = formatCount(PAGE_ROWS);
      const text = l10n.t('Only the first {0} calls, as they began; the timeline has all of them', count);
      items.push(this.#message(parent, text, false));
    }
    return items;
  }

  callItem(folder: string, { id, thread }: CallRow): CallItem {
    return this.item({ kind: 'call', folder, thread, call: id });
  }

  #message(parent: TraceItem, text: string, canRetry: boolean): MessageItem {
    return this.item({ kind: 'message', folder: parent.folder, parent, text, canRetry });
  }
}

function placeOf(folder: string): string | null {
  return runPlace(
    folder,
    (workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: uri.fsPath })),
  );
}
