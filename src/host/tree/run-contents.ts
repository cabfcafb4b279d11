import { PAGE_ROWS } from '../../rpc/store-contract.js';
import type { CallRow, ProcessInfo, ThreadInfo } from '../../store/api.js';
import { isOrderlyExit } from '../annotations/orderly-exit.js';
import type { RunCatalog } from '../model/runs.js';
import { PAGE, childList, visibleRows } from './child-list.js';
import type { ChildList } from './child-list.js';
import type { ParentOfCalls } from './items.js';
import { idOf } from './items.js';

/** How a value is shown that the interpreter did not tell. */
const UNTOLD = '<not known>';

interface Overview {
  readonly processes: readonly ProcessInfo[];
  readonly threads: readonly ThreadInfo[];
}

/** What of a call's or thread's children is on view; survives that the children are asked for again. */
interface View {
  shown: number;
  readonly pinned: Map<number, CallRow>;
}

export interface ShownChildren {
  readonly rows: readonly CallRow[];
  /** Calls that are known and not shown. */
  readonly more: number;
  readonly shown: number;
  readonly isPartial: boolean;
}

/** What the tree knows of one run. Everything is asked for once, until `forget`. All methods may throw CodedError. */
export class RunContents {
  readonly #runs: RunCatalog;
  readonly #folder: string;
  /** Processes by their ids in the system, as far as they were asked for. */
  #processOf: ReadonlyMap<number, number> = new Map();
  readonly #rows = new Map<number, CallRow>();
  readonly #views = new Map<string, View>();
  /** Whether a call that an exception left is an exit. */
  readonly #exits = new Map<number, boolean>();
  #overview: Promise<Overview> | null = null;
  #children = new Map<string, Promise<ChildList>>();
  /** Calls of the run, null until they were asked for. */
  calls: number | null = null;
  /** Likewise. */
  processes: number | null = null;

  constructor(runs: RunCatalog, folder: string) {
    this.#runs = runs;
    this.#folder = folder;
  }

  /** The run grew: ask again. */
  forget(): void {
    this.#overview = null;
    this.#children = new Map();
    this.#exits.clear();
  }

  async overview(): Promise<Overview> {
    this.#overview ??= this.#askOverview();
    const asked = this.#overview;
    try {
      return await asked;
    } catch (error) {
      if (this.#overview === asked) this.#overview = null;
      throw error;
    }
  }

  /** The process of that id in the system; null when it is not known. */
  processOf(pid: number): number | null {
    return this.#processOf.get(pid) ?? null;
  }

  async children(parent: ParentOfCalls): Promise<ShownChildren> {
    const list = await this.#list(parent);
    const { shown, pinned } = this.#view(parent);
    return {
      rows: visibleRows(list, shown, pinned),
      more: Math.max(0, list.rows.length - shown),
      shown,
      isPartial: list.isPartial,
    };
  }

  showMore(parent: ParentOfCalls): void {
    this.#view(parent).shown += PAGE;
  }

  /** Makes sure that the call is among the children that are shown. @returns whether that changed anything. */
  async pin(parent: ParentOfCalls, row: CallRow): Promise<boolean> {
    const { rows } = await this.children(parent);
    if (rows.some(({ id }) => id === row.id)) return false;
    this.#view(parent).pinned.set(row.id, row);
    return true;
  }

  /** A call that was shown or asked for. */
  known(call: number): CallRow | null {
    return this.#rows.get(call) ?? null;
  }

  async row(call: number): Promise<CallRow | null> {
    const known = this.#rows.get(call);
    if (known !== undefined) return known;
    const { store } = await this.#runs.open(this.#folder);
    const row = await store.call('call', call);
    if (row !== null) this.#rows.set(call, row);
    return row;
  }

  /**
   * Whether an orderly exit left the call, and no failure. Where the interpreter did not tell the exception that left the
   * main module (before CPython 3.12), the exit code of the run tells it.
   */
  async isExit(row: CallRow, exitCode: number | null): Promise<boolean> {
    if (row.outcome !== 'unwind') return false;
    const known = this.#exits.get(row.id);
    if (known !== undefined) return known;
    const { store } = await this.#runs.open(this.#folder);
    const { exception } = await store.call('shownValues', row.id);
    const isUntold = exception === null || exception.text === UNTOLD;
    const isModule = row.parent === null && row.qualname === '<module>' && this.processes === 1;
    const isExit = isOrderlyExit(exception) || (isUntold && isModule && exitCode === 0);
    this.#exits.set(row.id, isExit);
    return isExit;
  }

  #view(parent: ParentOfCalls): View {
    const id = idOf(parent);
    const view = this.#views.get(id) ?? { shown: PAGE, pinned: new Map<number, CallRow>() };
    this.#views.set(id, view);
    return view;
  }

  async #list(parent: ParentOfCalls): Promise<ChildList> {
    const id = idOf(parent);
    const asked = this.#children.get(id) ?? this.#askChildren(parent);
    this.#children.set(id, asked);
    try {
      return await asked;
    } catch (error) {
      if (this.#children.get(id) === asked) this.#children.delete(id);
      throw error;
    }
  }

  async #askOverview(): Promise<Overview> {
    const { store } = await this.#runs.open(this.#folder);
    const [{ processes }, threads] = await Promise.all([store.call('info', null), store.call('threads', null)]);
    this.calls = processes.reduce((all, { calls }) => all + calls, 0);
    this.processes = processes.length;
    this.#processOf = new Map(processes.map(({ pid, process }) => [pid, process]));
    return { processes, threads };
  }

  async #askChildren(parent: ParentOfCalls): Promise<ChildList> {
    const { store } = await this.#runs.open(this.#folder);
    const of = { thread: parent.thread, call: parent.kind === 'call' ? parent.call : null };
    const rows = await store.call('children', { ...of, limit: PAGE_ROWS });
    const isPartial =
      rows.length === PAGE_ROWS && (await store.call('children', { ...of, limit: 1, offset: PAGE_ROWS })).length > 0;
    // Only those that are shown need to be found again; a parent has at most 5,000 here.
    for (const row of rows) this.#rows.set(row.id, row);
    return childList(rows, isPartial);
  }
}
