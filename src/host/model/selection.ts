import { EventEmitter } from 'vscode';
import { Owner } from '../../base/disposable.js';

/** What tree, timeline, values, CodeLens, gutter and inline values all show. A part is null below what is selected. */
export interface Selected {
  /** Folder of the run. */
  readonly run: string | null;
  readonly process: number | null;
  readonly thread: number | null;
  readonly call: number | null;
}

/** Who selected: parts do not follow their own changes. */
export type Origin = 'tree' | 'timeline' | 'editor' | 'command' | 'launch' | 'history' | 'restore';

export interface SelectionChange {
  readonly selected: Selected;
  readonly before: Selected;
  readonly origin: Origin;
}

export const nothingSelected: Selected = { run: null, process: null, thread: null, call: null };

const LONGEST_HISTORY = 100;

function isSameSelection(a: Selected, b: Selected): boolean {
  return a.run === b.run && a.process === b.process && a.thread === b.thread && a.call === b.call;
}

/**
 * The one selection, with the history of calls that were selected. A run, process or thread is no step of the history
 * but a look aside from it: going back from one leads to the call that was selected before it.
 */
export class SelectionModel extends Owner {
  readonly #changed = this.register(new EventEmitter<SelectionChange>());
  readonly onDidChange = this.#changed.event;
  readonly #historyChanged = this.register(new EventEmitter<void>());
  /** `canGoBack` or `canGoForward` may be others now. */
  readonly onDidChangeHistory = this.#historyChanged.event;
  #selected = nothingSelected;
  /** Calls that were selected, oldest first; `#at` is the index of the current one, or of the last that was. */
  #history: readonly Selected[] = [];
  #at = -1;

  get selected(): Selected {
    return this.#selected;
  }

  get canGoBack(): boolean {
    return this.#at > 0 || (this.#at === 0 && this.#isAside);
  }

  get canGoForward(): boolean {
    return this.#at < this.#history.length - 1;
  }

  select(next: Selected, origin: Origin): void {
    if (isSameSelection(next, this.#selected)) return;
    if (next.call !== null && origin !== 'history') {
      const kept = this.#history.slice(0, this.#at + 1);
      const last = kept.at(-1);
      this.#history =
        last !== undefined && isSameSelection(last, next) ? kept : [...kept, next].slice(-LONGEST_HISTORY);
      this.#at = this.#history.length - 1;
    }
    const before = this.#selected;
    this.#selected = next;
    this.#changed.fire({ selected: next, before, origin });
    this.#historyChanged.fire();
  }

  goBack(): void {
    if (this.canGoBack) this.#go(this.#isAside ? this.#at : this.#at - 1);
  }

  goForward(): void {
    if (this.canGoForward) this.#go(this.#at + 1);
  }

  /** A run is gone: nothing of it stays selected or in the history. */
  forget(run: string): void {
    const isKept = (entry: Selected, index: number) => {
      if (entry.run === run) return false;
      // Two that were apart only by what goes now are one step.
      const before = this.#history.slice(0, index).findLast((other) => other.run !== run);
      return before === undefined || !isSameSelection(before, entry);
    };
    const keptUpTo = this.#history.filter((entry, index) => index <= this.#at && isKept(entry, index)).length;
    this.#history = this.#history.filter(isKept);
    this.#at = keptUpTo - 1;
    if (this.#selected.run === run) this.select(nothingSelected, 'history');
    else this.#historyChanged.fire();
  }

  /** What is selected is not the current call of the history. */
  get #isAside(): boolean {
    return this.#at >= 0 && !isSameSelection(this.#history[this.#at], this.#selected);
  }

  #go(index: number): void {
    this.#at = index;
    this.select(this.#history[index], 'history');
  }
}
