import { effect, signal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import type { SpanColumns } from '../../src/store/api.js';
import { prepare } from './canvas-size.js';
import { cssColour } from './colours.js';
import { FrameLoop } from './frame.js';
import { hoverAt } from './hover.js';
import type { Hover } from './hover.js';
import { LanePainter, outlineSpan } from './lane-painter.js';
import type { PaintedLane } from './lane-painter.js';
import { taskLaneKey, visibleLanes } from './lane-layout.js';
import type { Lane } from './lane-layout.js';
import { callSource, taskSource } from './span-source.js';
import type { SpanSource, TaskLane } from './span-source.js';
import { memoryPaletteOf } from './memory-palette.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { plainName } from './plain-name.js';
import { rulerTicks } from './ruler-ticks.js';
import { readTheme, watchTheme } from './theme.js';
import { toX } from './time-window.js';
import type { TimelineParts } from './timeline-parts.js';

/** Draws the lanes whenever something that is drawn changes, and asks for the spans that are missing. */
export class LanesView extends Owner {
  readonly #parts: TimelineParts;
  readonly #canvas: HTMLCanvasElement;
  /** By thread. */
  readonly #sources = new Map<number, SpanSource<SpanColumns>>();
  readonly #tasks = new Map<number, SpanSource<TaskLane>>();
  readonly #theme = signal(readTheme(document));
  readonly #names = new Map<number, string>();
  readonly #loop: FrameLoop;
  #palette: Palette | null = null;
  #painter: LanePainter | null = null;

  constructor(parts: TimelineParts, canvas: HTMLCanvasElement) {
    super();
    this.#parts = parts;
    this.#canvas = canvas;
    this.#loop = this.register(new FrameLoop(() => this.#draw()));
    this.register(watchTheme(document, () => (this.#theme.value = readTheme(document))));
    this.register({ dispose: effect(() => this.#recolour()) });
    this.register({ dispose: effect(() => this.#invalidateOnChange()) });
    this.register({
      dispose: () => [...this.#sources.values(), ...this.#tasks.values()].forEach((source) => source.dispose()),
    });
  }

  /** What is drawn at a place, in pixels from the top left. */
  hoverAt(x: number, y: number): Hover | null {
    const { state } = this.#parts;
    const screen = {
      lanes: state.lanes.peek(),
      view: state.view.peek(),
      width: state.size.peek().width,
      scrollTop: state.scrollTop.peek(),
      spansOf: ({ thread, track }: Lane) =>
        track === null
          ? (this.#sources.get(thread)?.value ?? null)
          : (this.#tasks.get(thread)?.value?.lifetimes ?? null),
      stepsOf: ({ thread, track }: Lane) => (track === null ? null : (this.#tasks.get(thread)?.value?.steps ?? null)),
    };
    return hoverAt(screen, x, y);
  }

  #recolour(): void {
    const { catalog, search, colours } = this.#parts;
    const found = search.found.value;
    const ids = found === null ? null : new Set(found.hits.map(({ functionId }) => functionId));
    const palette = paletteOf(this.#theme.value, catalog.byId.value.values(), ids);
    this.#palette = colours.byMemory.value ? memoryPaletteOf(this.#theme.value, palette) : palette;
    this.#names.clear();
    this.#loop.invalidate();
  }

  #invalidateOnChange(): void {
    const { state, model, hover, tasks } = this.#parts;
    void tasks.selected.value;
    void [state.view.value, state.size.value, state.lanes.value, state.scrollTop.value, model.growth.value];
    void [model.selectedCall.value, hover.value];
    this.#loop.invalidate();
  }

  #callsOf(lane: Lane): SpanSource<SpanColumns> {
    const known = this.#sources.get(lane.thread);
    if (known !== undefined) return known;
    const { host, troubles } = this.#parts.model;
    const made = callSource(host, troubles, lane, () => this.#loop.invalidate());
    this.#sources.set(lane.thread, made);
    return made;
  }

  #tasksOf(lane: Lane): SpanSource<TaskLane> {
    const known = this.#tasks.get(lane.thread);
    if (known !== undefined) return known;
    const { host, troubles } = this.#parts.model;
    const made = taskSource(host, troubles, lane, () => this.#loop.invalidate());
    this.#tasks.set(lane.thread, made);
    return made;
  }

  /** The visible lanes with what is known of them; what is not is asked for. */
  #lanes(): readonly PaintedLane[] {
    const { state, model } = this.#parts;
    const { width, height } = state.size.peek();
    const view = state.view.peek();
    const whole = state.whole.peek();
    const growth = model.growth.peek();
    return visibleLanes(state.lanes.peek(), state.scrollTop.peek(), height).map((visible) => {
      const { offsetNs, track } = visible.lane;
      const own = { fromNs: view.fromNs - offsetNs, toNs: view.toNs - offsetNs };
      const want = {
        view: own,
        whole: { fromNs: whole.fromNs - offsetNs, toNs: whole.toNs - offsetNs },
        pixels: width,
        shallowest: track === null ? 0 : visible.firstDepth,
        deepest: visible.firstDepth + visible.rows - 1,
        growth,
      };
      if (track === null) {
        const source = this.#callsOf(visible.lane);
        if (visible.rows > 0) source.want(want);
        return { ...visible, spans: source.value, tasks: null, view: own };
      }
      const source = this.#tasksOf(visible.lane);
      if (visible.rows > 0) source.want(want);
      return { ...visible, spans: source.value?.steps ?? null, tasks: source.value, view: own };
    });
  }

  #draw(): void {
    const { state } = this.#parts;
    const size = state.size.peek();
    const palette = this.#palette;
    if (size.width === 0 || size.height === 0 || palette === null) return;
    const ratio = window.devicePixelRatio;
    const context = prepare(this.#canvas, size, ratio);
    if (context === null) return;
    const theme = this.#theme.peek();
    const view = state.view.peek();
    context.fillStyle = cssColour(theme.background);
    context.fillRect(0, 0, size.width, size.height);
    context.fillStyle = cssColour(theme.grid);
    context.globalAlpha = 0.4;
    for (const { ns } of rulerTicks(view, size.width)) {
      context.fillRect(Math.round(toX(view, size.width, ns)), 0, 1, size.height);
    }
    context.globalAlpha = 1;
    const lanes = this.#lanes();
    this.#painter ??= new LanePainter(context);
    this.#painter.paint(lanes, { theme, palette, nameOf: (id) => this.#nameOf(id) }, { ...size, ratio });
    this.#outlineSpans(context, lanes);
  }

  /** The call under the pointer and the selected one. */
  #outlineSpans(context: CanvasRenderingContext2D, lanes: readonly PaintedLane[]): void {
    const { state, model, hover, tasks } = this.#parts;
    const { width } = state.size.peek();
    const { foreground, focus, background } = this.#theme.peek();
    const laneOf = (key: number) => lanes.find(({ lane }) => lane.key === key);
    const pointed = hover.peek();
    const pointedLane = pointed === null ? undefined : laneOf(pointed.lane.key);
    if (pointed !== null && pointedLane !== undefined) {
      const { offsetNs } = pointedLane.lane;
      const span = { fromNs: pointed.fromNs - offsetNs, toNs: pointed.toNs - offsetNs, depth: pointed.depth };
      outlineSpan(context, pointedLane, span, { width, colour: cssColour(foreground), line: 1 });
    }
    const look = { width, colour: cssColour(focus), line: 2, inner: cssColour(background) };
    const selected = model.selectedCall.peek();
    const selectedLane = selected === null ? undefined : laneOf(selected.thread);
    if (selected !== null && selectedLane !== undefined) {
      const { startNs, durationNs, depth } = selected;
      outlineSpan(context, selectedLane, { fromNs: startNs, toNs: startNs + durationNs, depth }, look);
    }
    const task = tasks.selected.peek();
    const taskLane = task === null ? undefined : laneOf(taskLaneKey(task.thread));
    if (task !== null && taskLane !== undefined) outlineSpan(context, taskLane, { ...task, depth: task.row }, look);
  }

  #nameOf(functionId: number): string {
    const known = this.#names.get(functionId);
    if (known !== undefined) return known;
    const { catalog } = this.#parts;
    const row = catalog.byId.peek().get(functionId);
    if (row === undefined) void catalog.learn(functionId);
    const name = row === undefined ? '…' : plainName(row.qualname);
    this.#names.set(functionId, name);
    return name;
  }
}
