import type { Memento } from 'vscode';

const KEY = 'tracehold.addedRuns';
/** A list that only grows would be looked at on every refresh. */
const MOST = 50;

/** Folders of runs that lie elsewhere and were opened by hand, in this workspace; the latest last. */
export class RememberedRuns {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  get folders(): readonly string[] {
    const kept = this.#state.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((folder): folder is string => typeof folder === 'string') : [];
  }

  async add(folder: string): Promise<void> {
    await this.#keep([...this.folders.filter((other) => other !== folder), folder].slice(-MOST));
  }

  async remove(folder: string): Promise<void> {
    if (this.folders.includes(folder)) await this.#keep(this.folders.filter((other) => other !== folder));
  }

  async #keep(folders: readonly string[]): Promise<void> {
    await this.#state.update(KEY, folders);
  }
}
