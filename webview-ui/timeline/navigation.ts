import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { isOk } from '../../src/base/result.js';
import type { CallRow, SpanColumns } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import type { Hover } from './hover.js';
import { neighboursOf, stepFrom } from './neighbours.js';
import type { Neighbours, Step } from './neighbours.js';
import type { TaskTracks } from './task-tracks.js';
import type { TimelineState } from './timeline-state.js';

/** Moving from call to call, and what is around the selected one. */
export class Navigation extends Owner {
  readonly #model: Model;
  readonly #state: TimelineState;
  readonly #tasks: TaskTracks;
  readonly #neighbours = signal<Neighbours | null>(null);
  readonly neighbours: ReadonlySignal<Neighbours | null> = this.#neighbours;
  #stepping: Promise<void> = Promise.resolve();

  constructor(model: Model, state: TimelineState, tasks: TaskTracks) {
    super();
    this.#model = model;
    this.#state = state;
    this.#tasks = tasks;
    this.register({ dispose: effect(() => this.#look(model.selectedCall.value)) });
  }

  /** Steps follow each other, however fast the key repeats. */
  step(step: Step): Promise<void> {
    this.#stepping = this.#stepping.then(() => this.#step(step));
    return this.#stepping;
  }

  /** Goes to the task that began before or after the selected one on its thread; to the first one at first. */
  stepTask(by: 1 | -1): Promise<void> {
    this.#stepping = this.#stepping.then(() => this.#stepTask(by));
    return this.#stepping;
  }

  async #stepTask(by: 1 | -1): Promise<void> {
    const now = this.#tasks.selected.peek();
    const thread = now?.thread ?? this.#tasks.tracks.peek().at(0)?.thread;
    const index = now === null ? 0 : now.index + by;
    if (thread === undefined || index < 0) return;
    const found = await this.#model.host.request('taskAt', { thread, index });
    if (!isOk(found) || found.ok === null) return;
    this.#tasks.show(found.ok);
    this.#state.selectTask(found.ok);
  }

  /** Selects what is under the pointer; of calls that were merged, the one at that very place. */
  async selectAt(hover: Hover, ns: number): Promise<void> {
    const { lane, call, depth } = hover;
    const at = ns - lane.offsetNs;
    const more = () => (lane.track === null ? this.#callAt(hover, at, depth) : this.#taskAt(hover, at, depth));
    const id = call > 0 ? call : await more();
    if (id !== null) this.#state.selectHere(lane.thread, id);
  }

  async #callAt({ lane, fromNs, toNs }: Hover, ns: number, depth: number): Promise<number | null> {
    const length = Math.min(toNs - fromNs, 2e6);
    const query = {
      thread: lane.thread,
      fromNs: ns - length / 2,
      toNs: ns + length / 2,
      pixels: 20_000,
      maxDepth: depth,
    };
    const result = await this.#model.host.request('viewport', query);
    return isOk(result) ? nearestCall(result.ok, depth, ns) : null;
  }

  /** The call that began the task at a place where several were merged. */
  async #taskAt({ lane: { thread }, fromNs, toNs }: Hover, ns: number, row: number): Promise<number | null> {
    const half = (toNs - fromNs) / 2;
    const query = { thread, fromNs: ns - half, toNs: ns + half, pixels: 20_000, firstRow: row, rows: 1 };
    const result = await this.#model.host.request('taskSpans', query);
    return isOk(result) ? nearestCall(result.ok.lifetimes, row, ns) : null;
  }

  async #step(step: Step): Promise<void> {
    const { thread, call } = this.#model.selection.peek();
    if (call === null) {
      await this.#selectFirst(thread);
      return;
    }
    const known = this.#neighbours.peek();
    const around = known?.call.id === call ? known : await this.#ask(call);
    const next = around === null ? null : stepFrom(around, step);
    if (next !== null) this.#model.select({ thread: next.thread, call: next.id });
  }

  async #selectFirst(thread: number | null): Promise<void> {
    const lane = this.#state.laneOf(thread ?? -1) ?? this.#state.lanes.peek().at(0);
    if (lane === undefined) return;
    const result = await this.#model.host.request('children', { thread: lane.thread, call: null, limit: 1 });
    const first = isOk(result) ? result.ok.at(0) : undefined;
    if (first !== undefined) this.#model.select({ thread: first.thread, call: first.id });
  }

  async #ask(id: number): Promise<Neighbours | null> {
    const result = await this.#model.host.request('call', id);
    if (!isOk(result) || result.ok === null) return null;
    return neighboursOf(this.#model.host, result.ok);
  }

  #look(call: CallRow | null): (() => void) | undefined {
    if (call === null) {
      if (this.#model.selection.peek().call === null) this.#neighbours.value = null;
      return undefined;
    }
    const outdated = new AbortController();
    void this.#lookAround(call, outdated.signal);
    return () => outdated.abort();
  }

  async #lookAround(call: CallRow, outdated: AbortSignal): Promise<void> {
    const found = await neighboursOf(this.#model.host, call, outdated);
    if (!outdated.aborted) this.#neighbours.value = found;
  }
}

function nearestCall(spans: SpanColumns, depth: number, ns: number): number | null {
  let nearest: number | null = null;
  let distance = Infinity;
  for (let span = 0; span < spans.count; span++) {
    if (spans.depth[span] !== depth || spans.call[span] === 0) continue;
    const away = Math.max(0, spans.startNs[span] - ns, ns - spans.endNs[span]);
    if (away >= distance) continue;
    nearest = spans.call[span];
    distance = away;
  }
  return nearest;
}
