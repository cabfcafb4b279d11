import type { FrameLocator, Locator, Page } from 'playwright-core';
import { webview } from './webview.js';

/** What of the run is on the screen, in nanoseconds since its start; three significant digits of each. */
export interface ShownTime {
  readonly fromNs: number;
  readonly toNs: number;
  /** Of the whole run. */
  readonly ofNs: number;
}

const unitNs: Readonly<Record<string, number>> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 };

/** The timeline in the webview that is shown. */
export class TimelineHands {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get view(): FrameLocator {
    return webview(this.#page);
  }

  /** Takes the keys, and is what a screen reader finds instead of the canvas. */
  get calls(): Locator {
    return this.view.getByRole('tree', { name: /^Calls/ });
  }

  /** As the minimap says it to assistive technology. */
  async shown(): Promise<ShownTime> {
    const slider = this.view.getByRole('slider', { name: 'Visible part of the run' });
    const text = (await slider.getAttribute('aria-valuetext')) ?? '';
    const [fromNs, toNs, ofNs] = [...text.matchAll(/([\d.]+) (ns|µs|ms|s)\b/g)].map(
      ([, figure, unit]) => Number(figure) * unitNs[unit],
    );
    if (ofNs === undefined) throw new Error(`the minimap says "${text}"`);
    return { fromNs, toNs, ofNs };
  }

  /** How much of the run is shown, from 0 to 1. */
  async share(): Promise<number> {
    const { fromNs, toNs, ofNs } = await this.shown();
    return (toNs - fromNs) / ofNs;
  }

  async showWholeRun(): Promise<void> {
    await this.view.getByRole('button', { name: 'Whole Run' }).click();
  }

  /**
   * Turns the wheel above the calls.
   * @param share where, from 0 at the left edge to 1
   * @param pixels towards the user; away from the user, which shows more detail, when negative
   */
  async wheel(share: number, pixels: number): Promise<void> {
    const box = await this.calls.boundingBox();
    const canvas = await this.view.locator('.timeline-canvas').boundingBox();
    const at = canvas ?? box;
    if (at === null) throw new Error('no timeline is shown');
    await this.#page.mouse.move(at.x + at.width * share, at.y + at.height / 2);
    await this.#page.mouse.wheel(0, pixels);
  }

  async press(key: string): Promise<void> {
    await this.calls.press(key);
  }
}
