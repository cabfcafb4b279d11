import { isOk } from '../../src/base/result.js';
import type { Result } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host, Model } from '../app/model.js';

const MOST_ROWS = 5000;

/** Rows of calls by id: people go back and forth between the same ones. */
export class CallRows {
  readonly #host: Host;
  readonly #rows = new Map<number, CallRow>();

  constructor(host: Host) {
    this.#host = host;
  }

  async get(id: number, signal: AbortSignal): Promise<Result<CallRow | null>> {
    const known = this.#rows.get(id);
    if (known !== undefined) return { ok: known };
    const result = await this.#host.request('call', id, signal);
    if (isOk(result) && result.ok !== null) this.add([result.ok]);
    return result;
  }

  /** Calls that have ended stay as they are; others may change while the program runs. */
  add(rows: readonly CallRow[]): void {
    for (const row of rows) {
      if (row.outcome === 'return' || row.outcome === 'unwind') this.#rows.set(row.id, row);
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= MOST_ROWS) break;
      this.#rows.delete(id);
    }
  }
}

const ofModel = new WeakMap<Model, CallRows>();

/** The rows that all panes of a page share. */
export function callRowsOf(model: Model): CallRows {
  const known = ofModel.get(model) ?? new CallRows(model.host);
  ofModel.set(model, known);
  return known;
}
