import { batch, computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import type { CallRow, TaskInfo, TaskTrack } from '../../src/store/api.js';
import type { Model } from '../app/model.js';
import { heightOf, layLanes, scrolledTo, taskLaneKey, wholeRun } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { broughtIntoView, clampWindow, followed, lengthOf, panBy, windowAround, zoomAround } from './time-window.js';
import type { TimeWindow } from './time-window.js';

/** What of the run is looked at, and where. */
export class TimelineState extends Owner {
  readonly model: Model;
  /** What was looked at; null shows all. */
  readonly #view: Signal<TimeWindow | null>;
  /** Keys of lanes that are not as they are by themselves, open or collapsed. */
  readonly #toggled: Signal<readonly number[]>;
  readonly #follows = signal(false);
  #wholeBefore: TimeWindow | null = null;
  /** A selection made here is on the screen already. */
  #shownCall: number | null = null;

  readonly lanes: ReadonlySignal<readonly Lane[]>;
  readonly whole: ReadonlySignal<TimeWindow>;
  readonly view: ReadonlySignal<TimeWindow>;
  readonly height: ReadonlySignal<number>;
  /** The end of the live run stays in view. */
  readonly follows: ReadonlySignal<boolean> = this.#follows;
  /** From the top of all lanes, in pixels. */
  readonly scrollTop: Signal<number>;
  /** Of the part of the lanes that is on the screen, in CSS pixels. */
  readonly size = signal({ width: 800, height: 400 });

  constructor(model: Model, tracks: ReadonlySignal<readonly TaskTrack[]> = signal([])) {
    super();
    this.model = model;
    this.#view = model.kept('timeline.view', null, isView);
    this.#toggled = model.kept<readonly number[]>('timeline.collapsed', [], isIds);
    this.scrollTop = model.kept('timeline.scrollTop', 0, isLength);
    const processes = computed(() => model.info.value?.processes ?? []);
    this.lanes = computed(() =>
      layLanes(processes.value, model.threads.value, new Set(this.#toggled.value), tracks.value),
    );
    this.whole = computed(() => wholeRun(processes.value, this.lanes.value));
    this.view = computed(() => clampWindow(this.#view.value ?? this.whole.value, this.whole.value));
    this.height = computed(() => heightOf(this.lanes.value));
    // What was looked at before a reload counts more than where the selected call is.
    if (this.#view.peek() !== null) this.#shownCall = model.selection.peek().call;
    this.register({ dispose: effect(() => this.#followEnd(this.whole.value)) });
    this.register({ dispose: effect(() => void (this.#follows.value = model.live.value)) });
    this.register({ dispose: effect(() => this.#showSelected(model.selectedCall.value)) });
  }

  /** The lane of a thread's calls; null for a thread that is not shown. */
  laneOf(thread: number): Lane | null {
    return this.#lane(thread);
  }

  show(window: TimeWindow): void {
    const whole = this.whole.peek();
    const next = clampWindow(window, whole);
    batch(() => {
      this.#view.value = lengthOf(next) >= lengthOf(whole) ? null : next;
      if (next.toNs < whole.toNs) this.#follows.value = false;
    });
  }

  pan(ns: number): void {
    this.show(panBy(this.view.peek(), this.whole.peek(), ns));
  }

  zoom(factor: number, anchorNs: number = middleOf(this.view.peek())): void {
    this.show(zoomAround(this.view.peek(), this.whole.peek(), anchorNs, factor));
  }

  zoomTo(stretch: TimeWindow): void {
    this.show(windowAround(stretch, this.whole.peek()));
  }

  scrollTo(top: number): void {
    const most = Math.max(0, this.height.peek() - this.size.peek().height);
    this.scrollTop.value = Math.max(0, Math.min(most, Math.round(top)));
  }

  setFollows(follows: boolean): void {
    batch(() => {
      this.#follows.value = follows;
      if (!follows) return;
      const whole = this.whole.peek();
      const length = lengthOf(this.view.peek());
      this.#view.value = this.#view.peek() && clampWindow({ fromNs: whole.toNs - length, toNs: whole.toNs }, whole);
    });
  }

  toggleLane(key: number): void {
    const now = this.#toggled.peek();
    this.#toggled.value = now.includes(key) ? now.filter((other) => other !== key) : [...now, key];
  }

  /** Selects the call that began a task, and shows the task among those of its thread. */
  selectTask({ thread, call, row, fromNs, toNs }: TaskInfo): void {
    this.#shownCall = call;
    const key = taskLaneKey(thread);
    if (this.#lane(key)?.collapsed === true) this.toggleLane(key);
    const lane = this.#lane(key);
    if (lane !== null) {
      const stretch = { fromNs: fromNs + lane.offsetNs, toNs: toNs + lane.offsetNs };
      this.#bringIntoView(lane, row, stretch);
    }
    this.model.select({ thread, call });
  }

  /** Selects a call that is on the screen: nothing moves. */
  selectHere(thread: number, call: number): void {
    this.#shownCall = call;
    this.model.select({ thread, call });
  }

  /** The stretch of a call on the timeline's clock. */
  stretchOf(call: CallRow): TimeWindow {
    const fromNs = call.startNs + (this.laneOf(call.thread)?.offsetNs ?? 0);
    return { fromNs, toNs: fromNs + call.durationNs };
  }

  #followEnd(whole: TimeWindow): void {
    const before = this.#wholeBefore;
    this.#wholeBefore = whole;
    const view = this.#view.peek();
    if (before === null || view === null || !this.#follows.peek()) return;
    this.#view.value = followed(view, before, whole);
  }

  #showSelected(call: CallRow | null): void {
    if (call === null || this.lanes.value.length === 0) return;
    if (call.id === this.#shownCall) return;
    this.#shownCall = call.id;
    if (this.laneOf(call.thread)?.collapsed === true) this.toggleLane(call.thread);
    const lane = this.laneOf(call.thread);
    if (lane !== null) this.#bringIntoView(lane, call.depth, this.stretchOf(call));
  }

  #lane(key: number): Lane | null {
    return this.lanes.peek().find((lane) => lane.key === key) ?? null;
  }

  #bringIntoView(lane: Lane, row: number, stretch: TimeWindow): void {
    const window = broughtIntoView(this.view.peek(), this.whole.peek(), stretch);
    if (window !== this.view.peek()) this.show(window);
    this.scrollTo(scrolledTo(lane, row, this.scrollTop.peek(), this.size.peek().height));
  }
}

function middleOf({ fromNs, toNs }: TimeWindow): number {
  return (fromNs + toNs) / 2;
}

function isLength(kept: unknown): kept is number {
  return typeof kept === 'number' && kept >= 0 && Number.isFinite(kept);
}

function isIds(kept: unknown): kept is readonly number[] {
  return Array.isArray(kept) && kept.every(isLength);
}

function isView(kept: unknown): kept is TimeWindow | null {
  if (kept === null) return true;
  if (typeof kept !== 'object' || !('fromNs' in kept) || !('toNs' in kept)) return false;
  return isLength(kept.fromNs) && isLength(kept.toNs) && kept.fromNs < kept.toNs;
}
