import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import { screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

/** Forty tasks of which some run at once, and a recursion ten thousand deep. */
const PROGRAM = `
import asyncio
import sys


async def query(number):
    await asyncio.sleep(0.002 + number % 3 / 1000)
    return number * 2


async def handle(number):
    rows = await query(number)
    return {"request": number, "rows": rows}


async def serve():
    tasks = []
    for number in range(40):
        tasks.append(asyncio.create_task(handle(number), name=f"request {number}"))
        if number % 4 == 3:
            await asyncio.sleep(0.004)
    return await asyncio.gather(*tasks)


def descend(n):
    return 0 if n == 0 else 1 + descend(n - 1)


sys.setrecursionlimit(20_000)
asyncio.run(serve())
descend(10_000)
`;

describe.skipIf(unavailable)('the timeline of a program with tasks and deep recursion', () => {
  const session = useSession({ workspace: { from: null } });
  const chapter = story(() => workbench);
  let workbench: Workbench;
  beforeAll(async () => {
    await writeFile(session().workspace.path('service.py'), PROGRAM);
    workbench = await session().open();
  });
  const view = () => webview(workbench.page);
  const press = (key: string) => workbench.page.keyboard.press(key);
  const calls = () => view().getByRole('tree', { name: /^Calls/ });
  const details = () => view().getByRole('complementary', { name: 'Selected call' });
  const tasks = () => view().getByRole('button', { name: /asyncio tasks/ });
  const search = () => view().getByRole('textbox', { name: 'Find functions' });

  /** Presses Tab until something has the focus; a person would not go on much longer. */
  const tabTo = async (selector: string, key = 'Tab') => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await view().locator(`${selector}:focus`).count()) > 0) return;
      await press(key);
    }
    throw new Error(`${selector} cannot be reached by ${key}`);
  };

  chapter('shows its tasks above its calls', async () => {
    await workbench.openFile('service.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await workbench.statusItem('service has ended').waitFor();
    await tasks()
      .getByText(/^41 tasks, up to \d+ at once$/)
      .waitFor();
    await workbench.runCommand('View: Hide Panel');
  });

  chapter('finds a task by its name, and says which one is selected', async () => {
    await search().fill('request 17');
    await view()
      .getByText(/^1 task$/)
      .waitFor();
    await view().getByRole('button', { name: 'Next match' }).click();
    await tasks()
      .getByText(/selected: request 17, 19 of 41/)
      .waitFor();
    await details().getByRole('heading', { name: 'handle' }).waitFor();
    await search().fill('');
  });

  chapter('leads from the tabs to a value and back by the keyboard alone', async () => {
    await view().getByRole('tab', { name: 'Timeline' }).focus();
    await press('ArrowRight');
    await view().locator('[role=tab][aria-selected=true]', { hasText: 'Top Functions' }).waitFor();
    await press('Home');
    await tabTo('.timeline-tree');
    await press('t');
    await tasks()
      .getByText(/selected: request 18, 20 of 41/)
      .waitFor();
    const active = await calls().getAttribute('aria-activedescendant');
    await view()
      .locator(`[id="${active}"][aria-selected=true][aria-label*="task request 18"]`)
      .waitFor({ state: 'attached' });
    await press('ArrowDown');
    await details().getByRole('heading', { name: 'query' }).waitFor();
    await press('ArrowUp');
    await details().getByRole('heading', { name: 'handle' }).waitFor();
    await tabTo('[role=treeitem][data-path]');
    await press('ArrowRight');
    await details().locator('[role=treeitem][aria-level="2"]').first().waitFor();
    await tabTo('.timeline-tree', 'Shift+Tab');
  });

  chapter('follows the theme while it is open, also without motion', async () => {
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    for (let step = 0; step < 9; step++) await press('+');
    const themes = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;
    await screenshotInThemes(workbench, session().workspace, 'tasks', themes);
    const moving = await view()
      .locator('body')
      .evaluate("document.getAnimations().filter(({ playState }) => playState === 'running').length");
    expect(moving).toBe(0);
  });

  chapter('shows the callers of a call ten thousand deep in a few lines', async () => {
    await search().fill('descend');
    await view().getByText('1 function, 10,001 calls').waitFor();
    await view().getByRole('button', { name: 'Previous match' }).click();
    const more = details().getByRole('button', { name: 'and 9,998 more calls of the same function' });
    await more.waitFor();
    const lines = details().getByRole('list', { name: 'Callers, innermost first' }).getByRole('listitem');
    expect(await lines.count()).toBe(4);
    await more.click();
    await expect.poll(() => lines.count()).toBe(204);
    await search().fill('');
  });

  chapter('shows in the flame graph what lies deeper when one zooms in', async () => {
    await view().getByRole('tab', { name: 'Flame' }).click();
    await view()
      .getByText(/Calls deeper than 256 levels are left out/)
      .waitFor();
    const tree = view().getByRole('tree', { name: /^Flame graph/ });
    await tree.focus();
    for (let level = 0; level < 100; level++) await press('ArrowDown');
    await press('Enter');
    await view()
      .getByText(/Calls deeper than 35\d levels are left out/)
      .waitFor();
    await press('Escape');
    const crumbs = view().getByRole('navigation', { name: 'Zoomed to' });
    await crumbs.waitFor({ state: 'detached' });
    await tree.hover({ position: { x: 40, y: 30 } });
    await view().locator('.hover-card').waitFor();
    await tree.click({ position: { x: 40, y: 30 } });
    await crumbs.waitFor();
    await press('Escape');
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
