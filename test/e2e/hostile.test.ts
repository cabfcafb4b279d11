import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { hostMemory } from '../harness/host-memory.js';
import { screenshot } from '../harness/themes.js';
import { TimelineHands } from '../harness/timeline.js';
import type { Workbench } from '../harness/workbench.js';
import { hostileProgram, markup, scriptName } from './hostile-program.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

/** A string of 100 MB that travelled would be there several times over, at two bytes for a character. */
const MOST_GROWTH_BYTES = 500_000_000;

describe.skipIf(unavailable)('a recording that would do harm', () => {
  const session = useSession({ workspace: { from: null } });
  const chapter = story(() => workbench);
  let workbench: Workbench;
  let editor: EditorHands;
  let timeline: TimelineHands;
  let before = 0;
  beforeAll(async () => {
    await writeFile(session().workspace.path(scriptName), hostileProgram);
    workbench = await session().open();
    editor = new EditorHands(workbench);
    timeline = new TimelineHands(workbench.page);
  });
  const view = () => timeline.view;
  const details = () => view().getByRole('complementary', { name: 'Selected call' });

  /** Whatever was looked at: no script ran, no command was run, no markup became an element. */
  async function nothingHappened(): Promise<void> {
    for (const frame of workbench.page.frames()) {
      expect(await frame.evaluate('typeof hacked')).toBe('undefined');
      const made = frame.locator('img[src="x"], a[href*="newUntitledFile"], a[data-href*="newUntitledFile"]');
      expect(await made.evaluateAll((all: { outerHTML: string }[]) => all.map((one) => one.outerHTML))).toEqual([]);
    }
    expect(await workbench.editorTab(/^Untitled-\d/).count()).toBe(0);
    expect(workbench.complaints).toEqual([]);
  }

  chapter('fails with a message that is text', async () => {
    await workbench.openFile('onerror');
    before = (await hostMemory(session().server)).nowBytes;
    await workbench.runCommand('Tracehold: Profile Current File');
    const toast = workbench.toasts.filter({ hasText: 'onerror' }).first();
    await toast.waitFor();
    await screenshot(workbench, 'hostile-notification-light');
    expect(await toast.locator('img, script, .notification-list-item-message .codicon').count()).toBe(0);
    await nothingHappened();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Hide Panel');
  });

  chapter('is text in the tree, and in the tooltips of its rows', async () => {
    await workbench.showContainer('Tracehold');
    await workbench.expand(workbench.treeItem(/onerror/));
    await workbench.expand(workbench.treeItem(/^MainThread/));
    await workbench.expand(workbench.treeItem(/^<module> /));
    const calls = workbench.page.locator('[role=treeitem][aria-level="4"]');
    const row = calls.filter({ hasText: /^<img/ }).first();
    await row.hover();
    const hover = workbench.page.locator('.monaco-hover:not(.hidden)').first();
    await hover.getByText(markup).first().waitFor();
    await nothingHappened();
    await editor.leave();
    await row.click();
    await details().getByRole('heading', { name: markup }).waitFor();
    await calls.filter({ hasText: /^take/ }).first().click();
    await details().getByRole('heading', { name: 'take' }).waitFor();
  });

  chapter('is text beside the timeline: names of arguments, values, the long string by its length', async () => {
    const rows = details().getByRole('treeitem');
    await rows.filter({ hasText: markup }).first().waitFor();
    await rows
      .filter({ hasText: /100,000,000|100000000/ })
      .first()
      .waitFor();
    await screenshot(workbench, 'hostile-values-light');
    expect((await details().innerText()).length).toBeLessThan(20_000);
    await nothingHappened();
  });

  chapter('is text in the hover, above functions and at the ends of lines', async () => {
    await expect.poll(() => editor.endTexts()).toContainEqual(expect.stringContaining('onerror'));
    for (const text of await editor.endTexts()) expect(text.length).toBeLessThan(300);
    const hover = await editor.hover(editor.line('def take(').getByText('take', { exact: true }));
    // VS Code takes scripts out of Markdown by itself: that the letters are there says that they were escaped.
    await expect.poll(() => hover.innerText()).toContain('<script>hacked=1</script>');
    await screenshotWithHover();
    for (const href of await hoverLinks()) expect(href).toMatch(/^command:tracehold\.showCall\?/);
    expect(await editor.root.locator('.codelens-decoration .codicon-trash').count()).toBe(0);
    await nothingHappened();
    await editor.leave();
  });

  chapter('is text in the timeline, its card, its lanes and its search', async () => {
    await view().locator('.timeline-lane-name').filter({ hasText: 'onerror' }).first().waitFor();
    await view().getByRole('textbox', { name: 'Find functions' }).fill('<script>');
    await view()
      .getByText(/^\d+ functions?, \d+ calls(, \d+ tasks?)?$/)
      .waitFor();
    await view().getByRole('button', { name: 'Next match' }).click();
    await details().getByRole('heading', { name: '<script>' }).waitFor();
    // The card of the selected call is there for those who move by keys.
    await timeline.press('ArrowUp');
    await timeline.press('ArrowDown');
    await timeline.press(']');
    await view().locator('.hover-card').getByText('onerror').first().waitFor();
    await screenshot(workbench, 'hostile-timeline-light');
    await nothingHappened();
    await view().getByRole('button', { name: 'Next match' }).click();
    await view().getByRole('textbox', { name: 'Find functions' }).fill('');
  });

  for (const tab of ['Top Functions', 'Flame', 'Sandwich']) {
    chapter(`is text in ${tab}`, async () => {
      await view().getByRole('tab', { name: tab }).click();
      await view().getByRole('tabpanel', { name: tab }).waitFor();
      await view().getByRole('tabpanel', { name: tab }).getByText('onerror').first().waitFor({ state: 'attached' });
      await screenshot(workbench, `hostile-${tab.toLowerCase().replaceAll(' ', '-')}-light`);
      await nothingHappened();
    });
  }

  chapter('is a plain name for a file when it is exported', async () => {
    await workbench.runAndPick('Tracehold: Export...', 'speedscope');
    await expect.poll(() => workbench.quickInput.inputValue()).toMatch(/speedscope\.json$/);
    const name = (await workbench.quickInput.inputValue()).split('/').at(-1) ?? '';
    // What no system takes in a file's name.
    expect(name).not.toMatch(/[\u0000-\u001f<>:"|?*\\\u202e]/);
    await workbench.page.keyboard.press('Escape');
    await nothingHappened();
  });

  chapter('leaves the host alive, and as small as it was', async () => {
    await workbench.runCommand('Tracehold: Profile Module...');
    // A question that only the extension asks; its log is not shown where VS Code's own log files could not be built.
    await workbench.page.locator('.quick-input-widget').getByText('Module to run, and its arguments').waitFor();
    await workbench.page.keyboard.press('Escape');
    const { mostBytes } = await hostMemory(session().server);
    expect(mostBytes - before).toBeLessThan(MOST_GROWTH_BYTES);
    await nothingHappened();
  });

  async function hoverLinks(): Promise<string[]> {
    const links = await workbench.page.locator('.monaco-hover:not(.hidden) a').all();
    const targets = links.map(
      async (each) => (await each.getAttribute('data-href')) ?? (await each.getAttribute('href')),
    );
    return (await Promise.all(targets)).filter((target) => target !== null && target !== '').map(String);
  }

  /** The mouse stays where it is, or there would be no hover. */
  async function screenshotWithHover(): Promise<void> {
    await screenshot(workbench, 'hostile-hover-light', { moves: false });
  }
});
