import { commands, l10n, window, workspace } from 'vscode';
import type { TreeView } from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { Owner } from '../../base/disposable.js';
import { report } from '../annotations/report.js';
import { Collected } from '../annotations/timing.js';
import { register } from '../commands.js';
import { contextKeys, views } from '../contributions.js';
import type { Services } from '../services.js';
import { askText } from '../window/picks.js';
import { printable } from '../window/shown-text.js';
import { FollowSelection } from './follow-selection.js';
import { idOf } from './items.js';
import type { TraceItem } from './items.js';
import { KeptItems } from './kept-items.js';
import { TraceTree } from './trace-tree.js';

/** In the workspace's own memory, so that it is there after a reload. */
const FILTER_KEY = 'tracehold.treeFilter';
const EXPANDED_KEY = 'tracehold.treeExpanded';

const REFRESH_MS = 1000;

class TraceTreeView extends Owner {
  readonly #services: Services;
  readonly #tree: TraceTree;
  readonly #view: TreeView<TraceItem>;
  readonly #refresh = this.register(new Collected(REFRESH_MS, () => this.#showChanges()));
  /** Runs as they were shown last, and which of them were live. */
  #shown = '';
  #live: ReadonlySet<string> = new Set();

  constructor(services: Services) {
    super();
    this.#services = services;
    const { workspaceState } = services.context;
    const expanded = new KeptItems(workspaceState.get<unknown>(EXPANDED_KEY));
    this.#tree = this.register(new TraceTree(services, expanded));
    const filter = workspaceState.get<unknown>(FILTER_KEY);
    this.#setFilter(typeof filter === 'string' ? filter : '');
    this.#view = this.register(
      window.createTreeView(views.runs, { treeDataProvider: this.#tree, canSelectMany: true, showCollapseAll: true }),
    );
    this.#describe();
    this.register(new FollowSelection(services, this.#tree, this.#view));
    const keep = () => void workspaceState.update(EXPANDED_KEY, expanded.toKeep());
    this.register(
      this.#view.onDidExpandElement(({ element }) => {
        expanded.add(element.folder, idOf(element));
        keep();
      }),
    );
    this.register(
      this.#view.onDidCollapseElement(({ element }) => {
        expanded.delete(idOf(element));
        keep();
      }),
    );
    this.register(services.runs.onDidChange(() => this.#refresh.schedule()));
    // The names of folders are shown where there are several.
    this.register(workspace.onDidChangeWorkspaceFolders(() => this.#tree.refresh()));
    this.register(register('tracehold.refreshTree', async () => this.#refreshAll()));
    this.register(register('tracehold.filterTree', async () => this.#askFilter()));
    this.#showChanges();
  }

  /** Whatever changed of the list shows at once with all of it; what grew of a live run shows below that run. */
  #showChanges(): void {
    const { runs } = this.#services.runs;
    const shown = JSON.stringify(runs.map(({ bytes: _bytes, ...run }) => run));
    const live = new Set(runs.filter((run) => run.live).map(({ folder }) => folder));
    // A run that has just ended has grown for the last time.
    const grown = new Set([...live, ...this.#live]);
    this.#live = live;
    for (const folder of grown) this.#tree.contentsOf(folder).forget();
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#tree.refreshRuns();
      return;
    }
    for (const folder of grown) this.#tree.refresh(this.#tree.item({ kind: 'run', folder }));
  }

  async #refreshAll(): Promise<void> {
    try {
      await this.#services.runs.refresh();
    } catch (error) {
      report(this.#services, l10n.t('The folders of runs cannot be read'), error);
    }
    for (const { folder } of this.#services.runs.runs) this.#tree.contentsOf(folder).forget();
    this.#tree.refreshRuns();
  }

  async #askFilter(): Promise<void> {
    const given = await askText(l10n.t('Show runs whose name or command holds this text. Empty shows all of them.'), {
      title: l10n.t('Filter Runs'),
      value: this.#tree.filter,
    });
    if (given === undefined) return;
    await this.#services.context.workspaceState.update(FILTER_KEY, given.trim());
    this.#setFilter(given.trim());
    this.#describe();
    this.#tree.refresh();
  }

  #setFilter(filter: string): void {
    this.#tree.filter = filter;
    void commands.executeCommand('setContext', contextKeys.treeIsFiltered, filter !== '');
  }

  #describe(): void {
    const { filter } = this.#tree;
    this.#view.description = filter === '' ? '' : l10n.t('filter: {0}', printable(filter, 60));
  }
}

/** The Runs view, with its own commands. */
export function createTraceTree(services: Services): Disposable {
  return new TraceTreeView(services);
}
