import { assertNever } from '../../base/assert-never.js';

/** What stands in the tree. `folder` is the run's, for the commands of the menus; items of the same id are the same. */
export type TraceItem =
  | { readonly kind: 'run'; readonly folder: string }
  | { readonly kind: 'process'; readonly folder: string; readonly process: number }
  | { readonly kind: 'thread'; readonly folder: string; readonly process: number; readonly thread: number }
  | CallItem
  | SnapshotItem
  | SuspectItem
  /** Shows the next page below `parent`, of which `shown` are there already. */
  | { readonly kind: 'more'; readonly folder: string; readonly parent: ParentOfCalls; readonly shown: number }
  | MessageItem;

/** Says something instead of, or below, what is shown. */
export interface MessageItem {
  readonly kind: 'message';
  readonly folder: string;
  readonly parent: TraceItem;
  readonly text: string;
  readonly canRetry: boolean;
}

/** A heap snapshot of the run: the name of its file. */
export interface SnapshotItem {
  readonly kind: 'snapshot';
  readonly folder: string;
  readonly file: string;
}

/** What holds much memory in a snapshot: its place among the holders. */
export interface SuspectItem {
  readonly kind: 'suspect';
  readonly folder: string;
  readonly file: string;
  readonly holder: number;
}

export interface CallItem {
  readonly kind: 'call';
  readonly folder: string;
  readonly thread: number;
  readonly call: number;
}

export type ParentOfCalls = CallItem | Extract<TraceItem, { readonly kind: 'thread' }>;

/** Stable over refreshes, so that what is expanded stays so. */
export function idOf(item: TraceItem): string {
  switch (item.kind) {
    case 'run':
      return `run:${item.folder}`;
    case 'process':
      return `process:${item.process}:${item.folder}`;
    case 'thread':
      return `thread:${item.thread}:${item.folder}`;
    case 'call':
      return `call:${item.call}:${item.folder}`;
    case 'snapshot':
      return `snapshot:${item.file}:${item.folder}`;
    case 'suspect':
      return `suspect:${item.holder}:${item.file}:${item.folder}`;
    case 'more':
      // Another id for each page: choosing an item that is chosen already tells nobody.
      return `more:${item.shown}:${idOf(item.parent)}`;
    case 'message':
      return `message:${item.text}:${idOf(item.parent)}`;
    default:
      return assertNever(item, 'item');
  }
}

/** The editor knows items by identity, so there is one object per id. */
export class ItemTable {
  readonly #items = new Map<string, TraceItem>();

  one<Item extends TraceItem>(item: Item): Item {
    const id = idOf(item);
    const known = this.#items.get(id);
    if (known !== undefined) return known as Item;
    this.#items.set(id, item);
    return item;
  }

  /** Items of runs that are gone. */
  keepOnly(folders: ReadonlySet<string>): void {
    for (const [id, item] of this.#items) {
      if (!folders.has(item.folder)) this.#items.delete(id);
    }
  }
}
