import { effect, signal } from '@preact/signals';
import { Owner } from '../../src/base/disposable.js';
import { prepare } from './canvas-size.js';
import type { Size } from './card-place.js';
import { cssColour } from './colours.js';
import { FrameLoop } from './frame.js';
import { minimapRows } from './minimap-rows.js';
import { OverviewSource } from './overview-source.js';
import { memoryPaletteOf } from './memory-palette.js';
import { paletteOf } from './palette.js';
import type { Palette } from './palette.js';
import { StripCanvas } from './strip-canvas.js';
import { readTheme, watchTheme } from './theme.js';
import type { TimelineParts } from './timeline-parts.js';

/** The whole run in a narrow band: its threads below each other, all depths squeezed. */
export class MinimapView extends Owner {
  readonly #parts: TimelineParts;
  readonly #canvas: HTMLCanvasElement;
  readonly #size: () => Size;
  readonly #source: OverviewSource;
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
    const { host, troubles } = parts.model;
    this.#source = this.register(new OverviewSource(host, troubles, () => this.#loop.invalidate()));
  }

  invalidate(): void {
    this.#loop.invalidate();
  }

  #prepareColours(): void {
    const { catalog, search, state, model, colours } = this.#parts;
    const found = search.found.value;
    const ids = found === null ? null : new Set(found.hits.map(({ functionId }) => functionId));
    const palette = paletteOf(this.#theme.value, catalog.byId.value.values(), ids);
    this.#palette = colours.byMemory.value ? memoryPaletteOf(this.#theme.value, palette) : palette;
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
    const { state, model } = this.#parts;
    const whole = state.whole.peek();
    const { places, rows } = minimapRows(state.lanes.peek());
    if (rows === 0) return;
    this.#source.want(places, { whole, pixels: size.width, growth: model.growth.peek() });
    const columns = Math.round(size.width * ratio);
    this.#strips.begin(columns, rows);
    const spans = this.#source.value;
    if (spans !== null)
      this.#strips.paint(spans, whole, { row: 0, rows, firstDepth: 0 }, { ...palette, outlined: false });
    this.#strips.end();
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#strips.canvas, 0, 0, columns, rows, 0, 2, size.width, size.height - 4);
  }
}
