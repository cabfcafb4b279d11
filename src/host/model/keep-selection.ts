import { Owner } from '../../base/disposable.js';
import type { Disposable } from '../../base/disposable.js';
import { toFailure } from '../../base/result.js';
import type { Services } from '../services.js';
import { keptSelection } from './kept-selection.js';

const KEY = 'tracehold.selection';

/**
 * What is selected is selected again after the window was reloaded, once its run is found; and nothing stays selected,
 * or in the history, of a run that is gone.
 */
export function keepSelection(services: Services): Disposable {
  return new KeepSelection(services);
}

class KeepSelection extends Owner {
  readonly #services: Services;
  /** Folders of the runs that the catalog had last. */
  #listed: ReadonlySet<string> = new Set();

  constructor(services: Services) {
    super();
    this.#services = services;
    const { runs, selection, context } = services;
    const kept = keptSelection(context.workspaceState.get<unknown>(KEY));
    this.register(runs.onDidChange(() => this.#forgetGone()));
    this.register(
      selection.onDidChange(({ selected }) => {
        void context.workspaceState.update(KEY, selected.run === null ? undefined : selected);
      }),
    );
    if (kept !== null) void this.#restore(kept);
  }

  async #restore(kept: NonNullable<ReturnType<typeof keptSelection>>): Promise<void> {
    const { runs, selection, context, log } = this.#services;
    try {
      await runs.refresh();
      // Somebody was quicker, and that is what they want to see.
      if (selection.selected.run !== null) return;
      if (runs.find(kept.run ?? '') === undefined) await context.workspaceState.update(KEY, undefined);
      else selection.select(kept, 'restore');
    } catch (error) {
      log.warn(`The selection of the last session is not there: ${toFailure(error).message}`);
    }
  }

  /** A run that was only just begun is not listed yet, and is not gone. */
  #forgetGone(): void {
    const { runs, selection } = this.#services;
    const listed = new Set(runs.runs.map(({ folder }) => folder));
    const gone = [...this.#listed].filter((folder) => !listed.has(folder));
    this.#listed = listed;
    for (const folder of gone) selection.forget(folder);
  }
}
