import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.js';

/** Of the page, where the functions that are handed to it run. */
declare function getComputedStyle(
  element: unknown,
  pseudo?: string,
): { readonly backgroundImage: string; readonly content: string };

/** What has not moved for so long stays where it is: lines move when a CodeLens comes above them. */
const STILL_MS = 250;

/** What comes into view by scrolling is drawn within that time, or needs another step. */
const SHOWN_MS = 2_000;
const SCROLL_PIXELS = 80;
const SCROLL_STEPS = 6;

/** The text editor that is shown. */
export class EditorHands {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  get root(): Locator {
    return this.#workbench.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Line and column of the cursor, both from 1; null while no text editor has the focus. */
  async cursor(): Promise<{ line: number; column: number } | null> {
    const status = this.#workbench.page.locator('[id="status.editor.selection"]');
    const text = (await status.count()) === 0 ? '' : await status.innerText();
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text) ?? [];
    return line === undefined ? null : { line: Number(line), column: Number(column) };
  }

  /**
   * Scrolls down in small steps until something is shown, looking again first: what was just selected may still move
   * the lines.
   * @throws when it is not shown after half a screen
   */
  async scrollUntil(isShown: () => Promise<boolean>): Promise<void> {
    const { mouse } = this.#workbench.page;
    for (let steps = 0; steps < SCROLL_STEPS; steps++) {
      const deadline = Date.now() + SHOWN_MS;
      while (Date.now() < deadline) {
        if (await isShown()) return;
        await this.#workbench.page.waitForTimeout(100);
      }
      const box = await this.root.boundingBox();
      await mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
      await mouse.wheel(0, SCROLL_PIXELS);
    }
    throw new Error(`not shown: ${JSON.stringify(await this.endTexts())} is at the ends of lines`);
  }

  /** Number of the line that the cursor is in, whether or not the editor has the focus. */
  async activeLine(): Promise<number> {
    return Number(await this.root.locator('.line-numbers.active-line-number').first().innerText());
  }

  /** The line with the text; texts of an editor hold no-break spaces. */
  line(text: string): Locator {
    return this.root.locator('.view-line').filter({ hasText: text });
  }

  /** Addresses of the images in the gutter, as CSS says them. */
  async gutterImages(): Promise<string[]> {
    const icons = this.root.locator('.glyph-margin-widgets .cgmr');
    const images = await icons.evaluateAll((all: unknown[]) =>
      all.map((icon) => getComputedStyle(icon).backgroundImage),
    );
    return images.filter((image) => image !== 'none');
  }

  /** Texts above lines, one for each line that has some. */
  get codeLenses(): Locator {
    return this.root.locator('.codelens-decoration').filter({ hasText: /\S/ });
  }

  /** What decorations put after the ends of lines. */
  async endTexts(): Promise<string[]> {
    const spans = this.root.locator('.view-line span[class*="ced-"]');
    const contents = await spans.evaluateAll((all: unknown[]) =>
      all.map((span) => getComputedStyle(span, '::after').content),
    );
    // As CSS has them, in quotes, or a keyword.
    return contents.filter((text) => text.startsWith('"')).map((text) => text.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
  }

  /** Rests the mouse on a text and returns the hover that appears. */
  async hover(target: Locator): Promise<Locator> {
    const hover = this.#workbench.page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
    await this.#workbench.page.mouse.move(0, 0);
    await this.#moveTo(target);
    await hover.waitFor();
    return hover;
  }

  /** Takes the mouse away, and waits until no hover covers anything. */
  async leave(): Promise<void> {
    await this.#workbench.page.mouse.move(0, 0);
    await this.#workbench.page.locator('.monaco-hover:not(.hidden):visible').first().waitFor({ state: 'detached' });
  }

  async click(target: Locator): Promise<void> {
    await this.#moveTo(target);
    await this.#workbench.page.mouse.down();
    await this.#workbench.page.mouse.up();
  }

  async #place(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    await this.#workbench.page.waitForTimeout(STILL_MS);
    await target.waitFor();
    const box = await target.boundingBox();
    if (box === null) throw new Error('what was to be pointed at is gone');
    return box;
  }

  /** Playwright would scroll the target into view, and with it elements that the editor never scrolls. */
  async #moveTo(target: Locator): Promise<void> {
    let before = await this.#place(target);
    let box = await this.#place(target);
    while (box.x !== before.x || box.y !== before.y) {
      before = box;
      box = await this.#place(target);
    }
    await this.#workbench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  }
}
