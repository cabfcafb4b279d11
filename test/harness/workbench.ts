import type { Browser, Locator, Page } from 'playwright-core';
import { addressOf, develop } from './address.js';
import type { Opened } from './address.js';
import { collectComplaints } from './complaints.js';
import type { Server } from './server.js';

export interface WorkbenchOptions extends Opened {
  /** Folders of extensions to load from source; none when the server has them installed. */
  readonly extensions?: readonly string[];
}

/** A window of VS Code, and what a person does in it. */
export class Workbench {
  /** Errors that nobody caught, violations of a content security policy. */
  readonly complaints: readonly string[];

  private constructor(readonly page: Page) {
    this.complaints = collectComplaints(page);
  }

  static async open(browser: Browser, server: Server, options: WorkbenchOptions): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(30_000);
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

  /** Runs a command by its full name, as `Tracehold: Show Log`. */
  async runCommand(name: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${name}`, name);
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
    await this.page.keyboard.press('Control+P');
    await this.pick(path, name.split('/').at(-1) ?? name);
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Types into the list that is open, and takes the first row with the text. */
  async pick(typed: string, row: string): Promise<void> {
    await this.quickInput.fill(typed);
    await this.quickRows.filter({ hasText: row }).first().click();
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

  private async untilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 90_000 });
    await this.page.locator('.statusbar').waitFor();
  }
}
