import { effect, signal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { prepare } from './canvas-size.js';
import type { Size } from './card-place.js';
import { cssColour } from './colours.js';
import { FrameLoop } from './frame.js';
import { LaneSource } from './lane-source.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { StripCanvas } from './strip-canvas.js';
import { readTheme, watchTheme } from './theme.js';
import type { TimelineParts } from './timeline-parts.js';

/** Deeper calls say little in a picture of forty pixels. */
const MOST_DEPTHS = 24;
/** More threads than this have no line of their own. */
const MOST_LANES = 12;

/** The whole run in a narrow band: its threads below each other, all depths squeezed. */
export class MinimapView extends Owner {
  readonly #parts: TimelineParts;
  readonly #canvas: HTMLCanvasElement;
  readonly #size: () => Size;
  readonly #sources = new Map<number, LaneSource>();
  readonly #strips = new StripCanvas();
  readonly #theme = signal(readTheme(document));
  readonly #loop: FrameLoop;
  #palette: Palette | null = null;

  constructor(parts: TimelineParts, canvas: HTMLCanvasElement, size: () => Size) {
    super();
    this.#parts = parts;
    this.#canvas = canvas;
    this.#size = size;
    this.#loop = this.register(new FrameLoop(() => this.#draw()));
    this.register(watchTheme(document, () => (this.#theme.value = readTheme(document))));
    this.register({ dispose: effect(() => this.#prepareColours()) });
    this.register({ dispose: () => this.#sources.forEach((source) => source.dispose()) });
  }

  invalidate(): void {
    this.#loop.invalidate();
  }

  #prepareColours(): void {
    const { catalog, search, state, model } = this.#parts;
    const found = search.found.value;
    const ids = found === null ? null : new Set(found.hits.map(({ functionId }) => functionId));
    this.#palette = paletteOf(this.#theme.value, catalog.byId.value.values(), ids);
    void [state.lanes.value, model.growth.value];
    this.#loop.invalidate();
  }

  #draw(): void {
    const size = this.#size();
    const palette = this.#palette;
    const ratio = window.devicePixelRatio;
    const context = size.width > 0 ? prepare(this.#canvas, size, ratio) : null;
    if (context === null || palette === null) return;
    context.fillStyle = cssColour(this.#theme.peek().background);
    context.fillRect(0, 0, size.width, size.height);
    const { state } = this.#parts;
    const lanes = state.lanes.peek().slice(0, MOST_LANES);
    const whole = state.whole.peek();
    const depths = lanes.map((lane) => Math.min(lane.depths, MOST_DEPTHS));
    const columns = Math.round(size.width * ratio);
    const all = depths.reduce((sum, rows) => sum + rows, 0);
    this.#strips.begin(columns, all);
    let row = 0;
    for (const [at, { thread, offsetNs }] of lanes.entries()) {
      const own = { fromNs: whole.fromNs - offsetNs, toNs: whole.toNs - offsetNs };
      const source = this.#sourceOf(thread);
      const growth = this.#parts.model.growth.peek();
      source.want({ view: own, whole: own, pixels: size.width, deepest: depths[at] - 1, growth });
      const place = { row, rows: depths[at], firstDepth: 0 };
      if (source.spans !== null) this.#strips.paint(source.spans, own, place, { ...palette, outlined: false });
      row += depths[at];
    }
    this.#strips.end();
    context.imageSmoothingEnabled = true;
    if (all > 0) context.drawImage(this.#strips.canvas, 0, 0, columns, all, 0, 2, size.width, size.height - 4);
  }

  #sourceOf(thread: number): LaneSource {
    const known = this.#sources.get(thread);
    if (known !== undefined) return known;
    const made = new LaneSource(this.#parts.model.host, thread, () => this.#loop.invalidate());
    this.#sources.set(thread, made);
    return made;
  }
}
