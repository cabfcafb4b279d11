import type { Browser, Locator, Page } from 'playwright-core';
import { addressOf, develop } from './address.js';
import type { Opened } from './address.js';
import { collectComplaints } from './complaints.js';
import type { Server } from './server.js';

export interface WorkbenchOptions extends Opened {
  /** Folders of extensions to load from source; none when the server has them installed. */
  readonly extensions?: readonly string[];
}

/** A list that has not shown what is looked for by then is opened again, and for so long altogether. */
const LIST_MS = 5_000;
const LONGEST_LIST_MS = 60_000;

/** A window of VS Code, and what a person does in it. */
export class Workbench {
  /** Errors that nobody caught, violations of a content security policy. */
  readonly complaints: readonly string[];

  private constructor(readonly page: Page) {
    this.complaints = collectComplaints(page);
  }

  static async open(browser: Browser, server: Server, options: WorkbenchOptions): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(60_000);
    const workbench = new Workbench(page);
    if (options.extensions !== undefined) await develop(page, server.port, { extensions: options.extensions });
    await page.goto(addressOf(server.port, options));
    await workbench.untilReady();
    return workbench;
  }

  /** Reloads the window, after VS Code wrote down its state: in a browser it does so every five seconds only. */
  async reload(): Promise<void> {
    await this.page.waitForTimeout(6_000);
    await Promise.all([this.page.waitForEvent('load'), this.runCommand('Developer: Reload Window')]);
    await this.untilReady();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /**
   * Runs a command by its full name, as `Tracehold: Show Log`. The palette lists what can be run when it opens, so
   * that it is opened again until what the command waits for (the extension's own context keys, the language of the
   * editor) is there.
   */
  async runCommand(name: string): Promise<void> {
    await this.#untilPicked('F1', `>${name}`, name);
  }

  /** Runs a command that offers a list, and takes a row of it. */
  async runAndPick(name: string, row: string): Promise<void> {
    await this.runCommand(name);
    // Where the palette's row was clicked, a row of the list would now show a hover upon the others.
    await this.page.mouse.move(0, 0);
    await this.quickRows.filter({ hasText: row }).first().click();
  }

  /** The names that the palette offers for a text. */
  async commandsNamed(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${text}`);
    await this.page.waitForTimeout(500);
    const names = await this.quickRows.locator('.monaco-highlighted-label').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return names;
  }

  /** Opens a file of the folder, by the path below it, perhaps with `:LINE`. */
  async openFile(path: string): Promise<void> {
    const [name] = path.split(':');
    await this.#untilPicked('Control+P', path, name.split('/').at(-1) ?? name);
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Opens a file that no text editor shows, by its path below the folder. */
  async openUnseen(path: string): Promise<void> {
    await this.#untilPicked('Control+P', path, path.split('/').at(-1) ?? path);
    await this.editorTab(path.split('/').at(-1) ?? path).waitFor();
  }

  async #untilPicked(key: string, typed: string, row: string): Promise<void> {
    const deadline = Date.now() + LONGEST_LIST_MS;
    for (;;) {
      await this.page.keyboard.press(key);
      const timeout = Date.now() > deadline ? 1 : LIST_MS;
      try {
        await this.quickInput.fill(typed, { timeout });
        await this.quickRows.filter({ hasText: row }).first().click({ timeout });
        return;
      } catch (error) {
        if (timeout < LIST_MS) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  get quickRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** Rows of every tree that is shown; expanded or not, by what they say. */
  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name });
  }

  /** Opens a row of a tree; what is below it comes when it is there. */
  async expand(item: Locator): Promise<void> {
    const row = item.first();
    if ((await row.getAttribute('aria-expanded')) !== 'true') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  /** Shows a view container by its name in the activity bar. */
  async showContainer(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  get toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar .statusbar-item').filter({ hasText: text });
  }

  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  editorTab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  /** What a person would see of the window that says why something did not happen. */
  async describe(): Promise<string> {
    const shown = {
      toasts: this.toasts,
      status: this.page.locator('.statusbar .statusbar-item'),
      tabs: this.page.locator('.tabs-container [role=tab]'),
      list: this.quickRows,
      terminal: this.page.locator('.xterm-rows'),
      editor: this.page.locator('.editor-instance .view-lines'),
    };
    const texts = Object.entries(shown).map(async ([name, locator]) => {
      const all = await locator.allInnerTexts();
      return `${name}: ${JSON.stringify(all.map((text) => text.trim().slice(0, 400)).filter((text) => text !== ''))}`;
    });
    return (await Promise.all(texts)).join('\n');
  }

  private async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 90_000 });
    await this.page.locator('.statusbar').waitFor();
  }
}
