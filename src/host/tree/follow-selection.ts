import type { TreeView } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { note } from '../annotations/report.js';
import type { CallRow } from '../../store/api.js';
import type { Services } from '../services.js';
import { idOf } from './items.js';
import type { ParentOfCalls, TraceItem } from './items.js';
import type { TraceTree } from './trace-tree.js';

/** Deeper calls are not looked for: each level would have to be expanded. */
const DEEPEST = 100;

/** The tree shows what is selected elsewhere, and selects what is chosen in it. */
export class FollowSelection extends Owner {
  readonly #services: Services;
  readonly #tree: TraceTree;
  readonly #view: TreeView<TraceItem>;
  /** What we select in the view ourselves: the event of it is no choice of a person. */
  #revealing: string | null = null;
  #latest = 0;

  constructor(services: Services, tree: TraceTree, view: TreeView<TraceItem>) {
    super();
    this.#services = services;
    this.#tree = tree;
    this.#view = view;
    this.register(
      services.selection.onDidChange(({ origin }) => {
        if (origin !== 'tree') void this.#follow();
      }),
    );
    this.register(view.onDidChangeVisibility(() => void this.#follow()));
    this.register(view.onDidChangeSelection(({ selection }) => this.#choose(selection)));
  }

  #choose(items: readonly TraceItem[]): void {
    const [item] = items;
    if (item === undefined || items.length > 1) return;
    if (idOf(item) === this.#revealing) {
      this.#revealing = null;
      return;
    }
    const { folder: run } = item;
    const { selection } = this.#services;
    if (item.kind === 'run') selection.select({ run, process: null, thread: null, call: null }, 'tree');
    else if (item.kind === 'process') {
      selection.select({ run, process: item.process, thread: null, call: null }, 'tree');
    } else if (item.kind === 'thread') {
      selection.select({ run, process: item.process, thread: item.thread, call: null }, 'tree');
    } else if (item.kind === 'more') {
      this.#tree.contentsOf(run).showMore(item.parent);
      this.#tree.refresh(item.parent);
    }
    // A click on a call runs its command, also on one that is chosen already.
  }

  async #follow(): Promise<void> {
    const mine = ++this.#latest;
    // Revealing in a view that nobody sees would open it.
    if (!this.#view.visible) return;
    try {
      const item = await this.#selectedItem();
      if (item === null || mine !== this.#latest || !this.#view.visible) return;
      const id = idOf(item);
      if (this.#view.selection.length === 1 && idOf(this.#view.selection[0]) === id) return;
      this.#revealing = id;
      await this.#view.reveal(item, { select: true, focus: false, expand: false });
    } catch (error) {
      // Left out by the filter, or gone in between.
      note(this.#services, 'The selection cannot be shown in the tree', error);
    } finally {
      if (mine === this.#latest) this.#revealing = null;
    }
  }

  async #selectedItem(): Promise<TraceItem | null> {
    const { run: folder, process, thread, call } = this.#services.selection.selected;
    const isListed = folder !== null && (await this.#tree.getChildren()).some((item) => item.folder === folder);
    if (!isListed) return null;
    const run = this.#tree.item({ kind: 'run', folder });
    if (thread === null || process === null) return run;
    const contents = this.#tree.contentsOf(folder);
    await contents.overview();
    const threadItem = this.#tree.item({ kind: 'thread', folder, process, thread });
    const row = call === null ? null : await contents.row(call);
    if (row === null || row.depth > DEEPEST) return threadItem;
    // From the call up, then from the top down: each has to be among the children that its parent shows.
    const chain: CallRow[] = [row];
    for (let at = row; at.parent !== null && chain.length <= DEEPEST;) {
      const above = await contents.row(at.parent);
      if (above === null) return threadItem;
      chain.push(above);
      at = above;
    }
    let parent: ParentOfCalls = threadItem;
    for (const one of chain.toReversed()) {
      if (await contents.pin(parent, one)) this.#tree.refresh(parent);
      parent = this.#tree.callItem(folder, one);
    }
    return parent;
  }
}
