import type { Disposable } from '../../src/base/disposable.js';

/** Measures that are kept for whoever looks at them with the Performance API. */
const MOST_MEASURES = 2000;
const NAME = 'tracehold:frame';

/** Draws once per frame of the screen, however often it is asked to. */
export class FrameLoop implements Disposable {
  readonly #draw: () => void;
  #waiting: number | null = null;
  #measured = 0;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Something that is drawn has changed. */
  invalidate(): void {
    this.#waiting ??= requestAnimationFrame(() => this.#frame());
  }

  dispose(): void {
    if (this.#waiting !== null) cancelAnimationFrame(this.#waiting);
    this.#waiting = null;
  }

  #frame(): void {
    this.#waiting = null;
    const start = performance.now();
    this.#draw();
    if (this.#measured++ >= MOST_MEASURES) {
      performance.clearMeasures(NAME);
      this.#measured = 1;
    }
    performance.measure(NAME, { start, end: performance.now() });
  }
}
