import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import { focusStops } from '../harness/focus-stops.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { TimelineHands } from '../harness/timeline.js';
import type { Workbench } from '../harness/workbench.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

/** A screen of many laptops. */
const SMALL = { width: 1280, height: 720 };

const TALL = { width: 1280, height: 1100 };

/** More than any tab has; a trap would take all of them. */
const MOST_STOPS = 250;

describe.skipIf(unavailable)('the page of a run', () => {
  const session = useSession({ workspace: { from: 'examples/orders', name: 'orders' } });
  const chapter = story(() => workbench);
  let workbench: Workbench;
  let timeline: TimelineHands;
  beforeAll(async () => {
    workbench = await session().open();
    await workbench.page.setViewportSize(SMALL);
    timeline = new TimelineHands(workbench.page);
  });
  const view = () => timeline.view;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const details = () => view().getByRole('complementary', { name: 'Selected call' });
  const card = () => view().locator('.hover-card');
  const tab = (name: string) => view().getByRole('tab', { name });

  chapter('shows arguments and result of a call in a small window without scrolling', async () => {
    await workbench.openFile('main.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await workbench.statusItem('main has ended').waitFor();
    await workbench.runCommand('View: Hide Panel');
    await workbench.showContainer('Tracehold');
    for (const name of [/^main /, /^MainThread/, /^<module> main\.py/, /^main \d/]) {
      await workbench.expand(workbench.treeItem(name));
    }
    await workbench
      .treeItem(/^price /)
      .first()
      .click();
    await details().getByRole('heading', { name: 'price', exact: true }).waitFor();
    await details().getByRole('tree', { name: 'Arguments' }).getByRole('treeitem').first().waitFor();
    await screenshot(workbench, 'page-small');
    const pane = await details().boundingBox();
    if (pane === null) throw new Error('there is no pane');
    for (const name of ['Returned', 'Arguments']) {
      const line = await details().getByRole('tree', { name }).getByRole('treeitem').first().boundingBox();
      expect(line?.y, name).toBeGreaterThan(pane.y);
      expect((line?.y ?? 0) + (line?.height ?? 0), name).toBeLessThanOrEqual(pane.y + pane.height);
    }
  });

  chapter('shows what keys lead to in a corner, until Escape', async () => {
    await workbench.page.setViewportSize(TALL);
    await workbench.page.mouse.move(0, 0);
    await timeline.press('f');
    await card().waitFor();
    await screenshot(workbench, 'page-keyed', { moves: false });
    await press('Escape');
    await card().waitFor({ state: 'detached' });
    await press(']');
    await details()
      .getByText(/call \d+ of \d+ of the same caller/)
      .waitFor();
    expect(await card().count()).toBe(0);
    // The selection goes only with the second one.
    await press('Escape');
    await details().getByText('No call is selected.').waitFor();
    await press('ArrowDown');
    await workbench.page.setViewportSize(SMALL);
  });

  chapter('keeps what is around a match in sight', async () => {
    await timeline.showWholeRun();
    await timeline.press('/');
    await workbench.page.keyboard.type('tax_percent');
    await view()
      .getByText(/^1 function, /)
      .waitFor();
    await timeline.wheel(0.35, -300);
    await timeline.wheel(0.35, -300);
    await screenshotInThemes(workbench, session().workspace, 'page-search');
    await view().getByRole('textbox', { name: 'Find functions' }).fill('');
  });

  chapter('has functions by their own time first', async () => {
    await tab('Top Functions').click();
    await view().getByRole('columnheader', { name: 'Self' }).and(view().locator('[aria-sort=descending]')).waitFor();
  });

  for (const name of ['Timeline', 'Top Functions', 'Flame', 'Sandwich']) {
    chapter(`leads through all of it by Tab: ${name}`, async () => {
      await tab(name).click();
      const stops = await focusStops(workbench.page, view(), MOST_STOPS);
      expect(stops.length).toBeLessThan(MOST_STOPS);
      expect(stops.length).toBeGreaterThan(8);
      expect(stops.filter((stop) => stop.name === '')).toEqual([]);
      expect(stops.filter((stop) => !stop.isVisible)).toEqual([]);
    });
  }

  chapter('says of a script that Python refuses what happened, and does not blame the filter', async () => {
    await writeFile(session().workspace.path('refused.py'), 'def broken(:\n');
    await workbench.openFile('refused.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await view()
      .getByText(/ended with exit code 1 before a call was recorded/)
      .waitFor();
    expect(
      await view()
        .getByText(/Record: Everything/)
        .count(),
    ).toBe(0);
    await screenshot(workbench, 'page-refused');
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
