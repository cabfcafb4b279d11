import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

/** What the tree says of the run: its name and, in the tooltip, its folder. */
const run = /^main \//;

describe.skipIf(unavailable)('the orders example', () => {
  const session = useSession();
  const chapter = story(() => workbench);
  let workbench: Workbench;
  let editor: EditorHands;
  beforeAll(async () => {
    workbench = await session().open();
    editor = new EditorHands(workbench);
  });
  const view = () => webview(workbench.page);
  const details = () => view().getByRole('complementary', { name: 'Selected call' });

  chapter('is profiled from the palette, and its timeline opens', async () => {
    await workbench.openFile('orders/main.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await Promise.all([
      workbench.statusItem('main has ended').waitFor(),
      view().getByRole('tab', { name: 'Timeline' }).waitFor(),
    ]);
    await view().getByText('3,564 calls').waitFor();
    await workbench.page.getByText('packed:  640 pieces').first().waitFor();
    await workbench.runCommand('View: Hide Panel');
  });

  chapter('is in the tree, where a click on a call shows its line and its values', async () => {
    await workbench.showContainer('Tracehold');
    for (const name of [run, /^MainThread/, /^<module> main\.py/, /^main \d/]) {
      await workbench.expand(workbench.treeItem(name));
    }
    await workbench
      .treeItem(/^price /)
      .first()
      .click();
    await details().getByRole('heading', { name: 'price' }).waitFor();
    await expect.poll(() => editor.activeLine()).toBe(42);
    await workbench.editorTab('pricing.py').waitFor();
    await details()
      .getByText(/order = Order\(number=\d+, customer=Customer/)
      .first()
      .waitFor();
    expect(await details().getByRole('tree').count()).toBeGreaterThanOrEqual(3);
  });

  chapter('has its times in the gutter and its values at the ends of lines', async () => {
    await editor.scroll(400);
    await expect.poll(() => editor.gutterImages()).toContainEqual(expect.stringMatching(/heat-\d-light/));
    await expect.poll(() => editor.endTexts()).toContainEqual(expect.stringMatching(/^order=Order\(number=/));
    await expect.poll(() => editor.endTexts()).toContainEqual(expect.stringMatching(/^→ Invoice\(order=/));
  });

  chapter('has the calls of a function in its hover', async () => {
    const hover = await editor.hover(editor.line('def price').getByText('price'));
    await hover
      .getByText(/160 calls/)
      .first()
      .waitFor();
    await hover.getByRole('link', { name: 'show' }).first().waitFor();
    await editor.leave();
  });

  chapter('goes from call to call by CodeLens', async () => {
    const lens = editor.codeLenses.filter({ hasText: /call \d+ of 160/ });
    const place = async () => Number(/call (\d+) of/.exec(await lens.innerText())?.[1]);
    const before = await place();
    await editor.click(lens.getByText('next'));
    await expect.poll(place).toBe(before + 1);
    await details()
      .getByText(`call ${before + 1} of 160 of this function`)
      .waitFor();
    await workbench.runCommand('Tracehold: Go Back to the Call Before');
    await expect.poll(place).toBe(before);
  });

  chapter('finds a function in the timeline', async () => {
    await view().getByRole('textbox', { name: 'Find functions' }).fill('tax_percent');
    await view()
      .getByText(/^1 function, \d+ calls$/)
      .waitFor();
    await view().getByRole('button', { name: 'Next match' }).click();
    await details().getByRole('heading', { name: 'tax_percent' }).waitFor();
  });

  for (const tab of ['Top Functions', 'Flame', 'Sandwich', 'Timeline']) {
    chapter(`can be seen in three themes: ${tab}`, async () => {
      await view().getByRole('tab', { name: tab }).click();
      const name = `orders-${tab.toLowerCase().replaceAll(' ', '-')}`;
      await screenshotInThemes(workbench, session().workspace, name);
    });
  }

  chapter('is there again after the window was reloaded', async () => {
    await workbench.reload();
    await view().getByRole('tab', { name: 'Timeline' }).waitFor();
    await view().getByText('3,564 calls').waitFor();
    await workbench.showContainer('Tracehold');
    await workbench.treeItem(run).waitFor();
    await screenshot(workbench, 'reloaded-light');
  });

  chapter('is deleted, and nothing of it stays', async () => {
    const runs = session().workspace.path('.tracehold');
    const item = workbench.treeItem(run);
    await item.hover();
    await item.getByRole('button', { name: 'Delete Recording' }).click();
    await workbench.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await item.waitFor({ state: 'detached' });
    await expect.poll(() => existsSync(runs) && readdirSync(runs).filter((name) => name.endsWith('-main'))).toEqual([]);
    await workbench.page.getByText('Record a Python program to see what ran').waitFor();
    await expect.poll(() => editor.gutterImages()).toEqual([]);
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
