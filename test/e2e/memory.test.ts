import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { screenshotsFolder } from '../harness/places.js';
import { screenshot, screenshotInThemes, themeNames, untilStill, useTheme } from '../harness/themes.js';
import { TimelineHands } from '../harness/timeline.js';
import type { Workbench } from '../harness/workbench.js';
import { nativeLibrary } from './native-library.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

const native = unavailable === false ? await nativeLibrary() : { missing: unavailable };

/** Of the timeline, in pixels. */
const HEADER = 24;
const ROW = 18;

/** Pixels of a canvas that have more red than blue, and more blue than red. */
interface Tints {
  readonly warm: number;
  readonly cold: number;
}

/** Evaluated in the page. */
const TINTS = `(() => {
  const canvas = document.querySelector('.timeline-canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [warm, cold] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] - data[at + 2] > 40) warm++;
    if (data[at + 2] - data[at] > 40) cold++;
  }
  return { warm, cold };
})()`;

// oxlint-disable-next-line vitest/no-conditional-tests -- absent, it is one line instead of one for each chapter
if ('missing' in native) {
  const { missing } = native;
  test('what calls allocated and freed, in the editor', ({ skip }) => skip(missing));
} else {
  describe('what calls allocated and freed, in the editor', () => {
    const session = useSession({
      workspace: { settings: { 'tracehold.record.allocations': true } },
      env: { TRACEHOLD_NATIVE: native.folder },
    });
    const chapter = story(() => workbench);
    let workbench: Workbench;
    let editor: EditorHands;
    let timeline: TimelineHands;
    beforeAll(async () => {
      await mkdir(screenshotsFolder, { recursive: true });
      workbench = await session().open();
      editor = new EditorHands(workbench);
      timeline = new TimelineHands(workbench.page);
    });
    const view = () => timeline.view;
    const details = () => view().getByRole('complementary', { name: 'Selected call' });
    const control = () => view().getByRole('button', { name: 'Colour by Memory' });
    const legend = () => view().getByRole('group', { name: 'What colours mean' });
    const tints = async () => {
      const found: Tints = await view().locator('body').evaluate(TINTS);
      return found;
    };
    const picture = async (name: string) => {
      for (const theme of themeNames) {
        await useTheme(workbench, session().workspace, theme);
        await workbench.page.screenshot({ path: join(screenshotsFolder, `${name}-${theme}.png`) });
      }
      await useTheme(workbench, session().workspace, 'light');
    };

    chapter('is recorded where the setting asks for it', async () => {
      await workbench.openFile('gallery.py');
      await workbench.runCommand('Tracehold: Profile Current File');
      await workbench.statusItem('gallery has ended').waitFor();
      await view()
        .getByText(/calls$/)
        .filter({ visible: true })
        .first()
        .waitFor();
      await workbench.runCommand('View: Hide Panel');
    });

    chapter('colours the timeline, by the keyboard as well, with a legend', async () => {
      expect(await legend().count()).toBe(0);
      await control().click();
      await view().getByRole('button', { name: 'Colour by Memory', pressed: true }).waitFor();
      await legend().getByText('+64 MiB').waitFor();
      await legend().getByText('−64 MiB').waitFor();
      await expect.poll(async () => (await tints()).warm).toBeGreaterThan(1000);
      await timeline.press('m');
      await view().getByRole('button', { name: 'Colour by Memory', pressed: false }).waitFor();
      await timeline.press('m');
      await legend().waitFor();
      await screenshotInThemes(workbench, session().workspace, 'memory-timeline');
    });

    chapter('shows what was freed in the other colour', async () => {
      await timeline.press('/');
      await workbench.page.keyboard.type('forget');
      await view().getByText('1 function, 3 calls').waitFor();
      await view().getByRole('button', { name: 'Next match' }).click();
      await details().getByRole('heading', { name: 'Cache.forget' }).waitFor();
      await view().getByRole('textbox', { name: 'Find functions' }).fill('');
      await timeline.press('f');
      await expect.poll(async () => (await tints()).cold).toBeGreaterThan(1000);
    });

    chapter('tells the bytes of a call in its card and beside it, in all and by itself', async () => {
      const facts = async (place: Locator) => (await place.innerText()).replaceAll(/\s+/g, ' ');
      const card = view().locator('.hover-card');
      await card.waitFor();
      const told = /Allocated [\d.]+ (B|KiB), self [\d.]+ (B|KiB) Freed 2[\d.]+ KiB, self .* Net −2[\d.]+ KiB, self −/;
      await expect.poll(() => facts(card)).toMatch(told);
      await expect.poll(() => facts(details().locator('.call-facts'))).toMatch(told);
      await picture('memory-card');
      await view()
        .locator('[role=treeitem][aria-selected=true][aria-label*="KiB net"]')
        .first()
        .waitFor({ state: 'attached' });
    });

    chapter('tells the bytes of several short calls together', async () => {
      await timeline.showWholeRun();
      const canvas = await view().locator('.timeline-canvas').boundingBox();
      if (canvas === null) throw new Error('no timeline is shown');
      const card = view().locator('.hover-card');
      // Calls of `smooth` in a row, where they are too many to be seen one by one.
      const found = async () => {
        for (let share = 0.02; share < 1; share += 0.02) {
          await workbench.page.mouse.move(canvas.x + canvas.width * share, canvas.y + HEADER + 4.5 * ROW);
          const isSeveral = (await card.count()) > 0 && (await card.innerText()).includes('side by side');
          if (isSeveral) return (await card.innerText()).replaceAll(/\s+/g, ' ');
        }
        return '';
      };
      await expect.poll(found).toMatch(/short calls side by side, .* net together$/);
      await screenshot(workbench, 'memory-several-light', { moves: false });
      await workbench.page.mouse.move(0, 0);
    });

    chapter('has columns in Top Functions', async () => {
      await view().getByRole('tab', { name: 'Top Functions' }).click();
      await view().getByRole('columnheader', { name: 'Net', exact: true }).click();
      await view()
        .getByRole('columnheader', { name: 'Net', exact: true })
        .and(view().locator('[aria-sort=descending]'))
        .waitFor();
      await view()
        .getByRole('row', { name: /^Cache\.put .*\+/ })
        .waitFor();
      await view()
        .getByRole('row', { name: /^Cache\.forget .*−/ })
        .waitFor();
      await screenshotInThemes(workbench, session().workspace, 'memory-functions');
      await view().getByRole('tab', { name: 'Timeline' }).click();
    });

    chapter('is in CodeLens and hovers of the editor', async () => {
      await editor.codeLenses
        .filter({ hasText: /\+[\d.]+ MiB net/ })
        .first()
        .waitFor();
      const hover = await editor.hover(editor.line('def load(').getByText('load', { exact: true }));
      await hover
        .getByText(/\+[\d.]+ MiB net/)
        .first()
        .waitFor();
      await picture('memory-editor');
      await editor.leave();
    });

    chapter('is coloured as it was after the window was reloaded', async () => {
      await workbench.reload();
      await view().getByRole('button', { name: 'Colour by Memory', pressed: true }).waitFor();
      await expect.poll(async () => (await tints()).warm).toBeGreaterThan(0);
      await untilStill(workbench.page);
    });

    chapter('says where nothing was counted what to do for it', async () => {
      await session().workspace.changeSettings({ 'tracehold.record.allocations': false });
      await workbench.openFile('fibonacci.py');
      await workbench.runCommand('Tracehold: Profile Current File');
      await workbench.statusItem('fibonacci has ended').waitFor();
      await workbench.runCommand('View: Hide Panel');
      await view()
        .getByText(/^242,78\d calls$/)
        .filter({ visible: true })
        .first()
        .waitFor();
      await view().locator('.timeline-tools [aria-disabled=true]', { hasText: 'Memory' }).waitFor();
      expect(await legend().count()).toBe(0);
      await control().focus();
      await workbench.page.keyboard.press('Enter');
      await view()
        .getByRole('status')
        .getByText(/nobody asked for it.*tracehold\.record\.allocations/)
        .waitFor();
      await screenshotInThemes(workbench, session().workspace, 'memory-uncounted');
      await view().getByRole('tab', { name: 'Top Functions' }).click();
      const why = view().getByRole('group').filter({ hasText: 'Bytes were not counted' });
      await why.locator('summary').press('Enter');
      await why
        .getByText(/tracehold\.record\.allocations/)
        .filter({ visible: true })
        .waitFor();
      await screenshot(workbench, 'memory-uncounted-functions-light');
    });

    chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
  });
}
