import { EventEmitter } from 'vscode';
import { Owner } from '../../base/disposable.js';
import { PAGE_ROWS } from '../../rpc/store-contract.js';
import type { CallPlace, ShownValues } from '../../rpc/view-contract.js';
import type { CallRow } from '../../store/api.js';
import type { OpenRun } from '../model/runs.js';
import type { Services } from '../services.js';
import type { AnnotationModel } from './model.js';
import { note } from './report.js';
import { Latest } from './timing.js';

export interface CallDetails {
  readonly folder: string;
  readonly row: CallRow;
  readonly place: CallPlace | null;
  readonly values: ShownValues;
  /** Line of the call's file from which the exception that left it came; null when that is not known. */
  readonly raisedFrom: number | null;
}

/** The recorded call that raised what left `row`: the last one below it, when the same exception left that one. */
async function raisedFrom(
  { store }: OpenRun,
  row: CallRow,
  { exception }: ShownValues,
  signal: AbortSignal,
): Promise<number | null> {
  // Children come in order of start only; of a call with very many nobody asks for the last.
  if (row.outcome !== 'unwind' || exception === null || row.subtree < 2 || row.subtree > PAGE_ROWS) return null;
  const below = await store.call('children', { thread: row.thread, call: row.id, limit: PAGE_ROWS }, signal);
  const last = below.at(-1);
  if (last?.outcome !== 'unwind' || last.userCallerFile !== row.file) return null;
  const values = await store.call('shownValues', last.id, signal);
  const isSame = values.exception?.text === exception.text && values.exception.type === exception.type;
  return isSame ? last.userCallerLine : null;
}

async function askDetails(run: OpenRun, call: number, signal: AbortSignal): Promise<CallDetails | null> {
  const { folder, store } = run;
  const [row, place, values] = await Promise.all([
    store.call('call', call, signal),
    store.call('placeOf', call, signal),
    store.call('shownValues', call, signal),
  ]);
  if (row === null) return null;
  return { folder, row, place, values, raisedFrom: await raisedFrom(run, row, values, signal) };
}

/** The selected call with its values, for CodeLens and line ends. */
export class SelectedCall extends Owner {
  readonly #services: Services;
  readonly #changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #latest = this.register(new Latest());
  #details: CallDetails | null = null;

  constructor(services: Services, model: AnnotationModel) {
    super();
    this.#services = services;
    this.register(services.selection.onDidChange(() => void this.#ask()));
    this.register(model.onDidGrow(() => void this.#ask()));
    void this.#ask();
  }

  /** Null until everything is known, and when no call is selected. */
  get details(): CallDetails | null {
    return this.#details;
  }

  async #ask(): Promise<void> {
    const signal = this.#latest.begin();
    const { run: folder, call } = this.#services.selection.selected;
    if (this.#details !== null && (this.#details.folder !== folder || this.#details.row.id !== call)) this.#show(null);
    if (folder === null || call === null) return;
    try {
      const details = await this.#services.runs.use(folder, (run) => askDetails(run, call, signal));
      if (signal.aborted) return;
      if (details === null) this.#services.log.warn(`The selected call ${call} is not in ${folder}`);
      else this.#show(details);
    } catch (error) {
      if (!signal.aborted) note(this.#services, 'The selected call cannot be shown in the editor', error);
    }
  }

  #show(details: CallDetails | null): void {
    this.#details = details;
    this.#changed.fire();
  }
}
