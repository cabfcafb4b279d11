import type { SpanColumns } from '../../src/store/api.js';
import { paintStrip } from './strip.js';
import type { StripColours } from './strip.js';
import type { TimeWindow } from './time-window.js';

/** Memory that strips are painted into, and the small canvas that the visible one is scaled from. */
export class StripCanvas {
  readonly canvas = document.createElement('canvas');
  readonly #context = this.canvas.getContext('2d', { willReadFrequently: true });
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);
  #rows = 0;

  /** Makes room for a frame's rows, all empty. In device pixels. */
  begin(width: number, rows: number): void {
    if (this.#image === null || this.#image.width !== width || this.#image.height < rows) {
      this.#image = new ImageData(Math.max(1, width), Math.max(1, rows, this.#image?.height ?? 0));
      this.canvas.width = this.#image.width;
      this.canvas.height = this.#image.height;
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    this.#rows = rows;
    this.#pixels.fill(0, 0, width * rows);
  }

  /** Paints spans into the rows from `row` on. */
  paint(
    spans: SpanColumns,
    view: TimeWindow,
    place: { readonly row: number; readonly rows: number; readonly firstDepth: number },
    colours: StripColours,
  ): void {
    if (this.#image === null || place.rows <= 0) return;
    const { width } = this.#image;
    const pixels = this.#pixels.subarray(place.row * width, (place.row + place.rows) * width);
    paintStrip({ pixels, width, rows: place.rows, firstDepth: place.firstDepth }, spans, view, colours);
  }

  /** Makes the rows that were painted a picture: from now on `canvas` shows them. */
  end(): void {
    if (this.#image === null || this.#rows === 0) return;
    this.#context?.putImageData(this.#image, 0, 0, 0, 0, this.#image.width, this.#rows);
  }

  /** The same with every painted pixel in one colour: what borders are drawn from. */
  outline(colour: number): void {
    if (this.#image === null || this.#rows === 0) return;
    const end = this.#image.width * this.#rows;
    for (let at = 0; at < end; at++) {
      if (this.#pixels[at] !== 0) this.#pixels[at] = colour;
    }
    this.end();
  }
}
