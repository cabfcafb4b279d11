import { existsSync, readdirSync } from 'node:fs';
import { beforeAll, expect } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { TimelineHands } from '../harness/timeline.js';
import type { Workbench } from '../harness/workbench.js';
import type { Session } from './session.js';
import { story } from './story.js';
import type { Subject } from './subject.js';

/** Everything that a person does with a run, in one window. */
export function tellRunStory(session: () => Session, subject: Subject): void {
  const { call, name } = subject;
  const runRow = new RegExp(`^${subject.run} run `);
  const chapter = story(() => workbench);
  let workbench: Workbench;
  let editor: EditorHands;
  let timeline: TimelineHands;
  beforeAll(async () => {
    workbench = await session().open();
    editor = new EditorHands(workbench);
    timeline = new TimelineHands(workbench.page);
  });
  const view = () => timeline.view;
  const details = () => view().getByRole('complementary', { name: 'Selected call' });

  chapter('is profiled from the palette, its status is live, and its timeline opens', async () => {
    // Both are gone again soon.
    await Promise.all([
      workbench.statusItem(/^[\d.]+ [KMG]?i?B · \d+:\d\d|calls · .* · \d+:\d\d/).waitFor(),
      workbench.statusItem(`${subject.run} has ended`).waitFor(),
      subject.start(workbench),
    ]);
    await view().getByRole('tab', { name: 'Timeline' }).waitFor();
    await view().getByText(subject.calls).filter({ visible: true }).first().waitFor();
    await workbench.page.getByText(subject.printed).first().waitFor();
    await workbench.runCommand('View: Hide Panel');
  });

  chapter('is in the tree, where a click on a call shows its line and its values', async () => {
    await workbench.showContainer('Tracehold');
    for (const row of [runRow, ...subject.rows]) await workbench.expand(workbench.treeItem(row));
    const row = workbench.treeItem(new RegExp(`^${call.name} `)).first();
    await row.click();
    await details().getByRole('heading', { name: call.name }).waitFor();
    await expect.poll(() => editor.activeLine()).toBe(call.line);
    await workbench.editorTab(call.file).waitFor();
    await details().getByText(call.values).first().waitFor();
    await expect.poll(() => details().getByRole('tree').count()).toBeGreaterThanOrEqual(2);
  });

  chapter('has its times in the gutter and its values at the ends of lines', async () => {
    await expect.poll(() => editor.gutterImages()).toContainEqual(expect.stringMatching(/heat-\d-light/));
    for (const text of call.atLineEnds) {
      const isShown = async () => (await editor.endTexts()).some((shown) => text.test(shown));
      await editor.scrollUntil(isShown);
    }
  });

  chapter('has the calls of a function in its hover', async () => {
    const hover = await editor.hover(editor.line(`def ${call.name}(`).getByText(call.name, { exact: true }));
    await hover.getByText(`${call.of} calls`).first().waitFor();
    await hover.getByRole('link', { name: 'show' }).first().waitFor();
    await editor.leave();
  });

  chapter('goes from call to call by CodeLens', async () => {
    const lens = editor.codeLenses.filter({ hasText: new RegExp(`call \\d+ of ${call.of}`) });
    const place = async () => Number(/call (\d+) of/.exec(await lens.innerText())?.[1]);
    const before = await place();
    const [step, after] = before < call.of ? ['next', before + 1] : ['previous', before - 1];
    await editor.click(lens.getByText(step));
    await expect.poll(place).toBe(after);
    await details().getByText(`call ${after} of ${call.of} of this function`).waitFor();
    await workbench.runCommand('Tracehold: Go Back to the Call Before');
    await expect.poll(place).toBe(before);
  });

  chapter('is zoomed by the wheel, around the mouse', async () => {
    await timeline.showWholeRun();
    await expect.poll(() => timeline.share()).toBeCloseTo(1, 2);
    await timeline.wheel(0.25, -300);
    await expect.poll(() => timeline.share()).toBeLessThan(0.6);
    const { fromNs, toNs, ofNs } = await timeline.shown();
    // What the mouse is at, a quarter of the run, stays a quarter of what is shown.
    expect((fromNs + 0.25 * (toNs - fromNs)) / ofNs).toBeCloseTo(0.25, 1);
    await timeline.wheel(0.25, 300);
    await expect.poll(() => timeline.share()).toBeGreaterThan(0.9);
  });

  chapter('is zoomed and moved by keys, to the selected call and back to the whole', async () => {
    await timeline.showWholeRun();
    for (const key of ['+', '+', '+']) await timeline.press(key);
    // Each shows 0.7 of what was shown.
    await expect.poll(() => timeline.share()).toBeCloseTo(0.343, 2);
    await timeline.press('-');
    await expect.poll(() => timeline.share()).toBeCloseTo(0.49, 2);
    await timeline.press('Home');
    await expect.poll(async () => (await timeline.shown()).fromNs).toBe(0);
    await timeline.press('ArrowRight');
    await expect.poll(async () => (await timeline.shown()).fromNs).toBeGreaterThan(0);
    await expect.poll(() => timeline.share()).toBeCloseTo(0.49, 2);
    await timeline.press('f');
    await expect.poll(() => timeline.share()).toBeLessThan(0.4);
    await timeline.press('0');
    await expect.poll(() => timeline.share()).toBeCloseTo(1, 2);
  });

  chapter('finds a function in the timeline', async () => {
    await timeline.press('/');
    await workbench.page.keyboard.type(subject.search.name);
    await view().getByText(subject.search.found).waitFor();
    await view().getByRole('button', { name: 'Next match' }).click();
    await details().getByRole('heading', { name: subject.search.name }).waitFor();
  });

  for (const tab of ['Top Functions', 'Flame', 'Sandwich', 'Timeline']) {
    chapter(`can be seen in four themes: ${tab}`, async () => {
      await view().getByRole('tab', { name: tab }).click();
      await view().getByRole('tab', { name: tab, selected: true }).waitFor();
      const picture = `${name}-${tab.toLowerCase().replaceAll(' ', '-')}`;
      await screenshotInThemes(workbench, session().workspace, picture);
    });
  }

  chapter('is there again after the window was reloaded', async () => {
    await workbench.reload();
    await view().getByRole('tab', { name: 'Timeline' }).waitFor();
    await view().getByText(subject.calls).filter({ visible: true }).first().waitFor();
    await workbench.showContainer('Tracehold');
    await workbench.treeItem(runRow).waitFor();
    // So is what was selected, in the page and in the editor.
    await details().getByRole('heading', { name: subject.search.name }).waitFor();
    await editor.codeLenses
      .filter({ hasText: /call \d+ of/ })
      .first()
      .waitFor();
    await screenshot(workbench, `${name}-reloaded-light`);
  });

  chapter('is deleted, and nothing of it stays', async () => {
    const runs = session().workspace.path('.tracehold');
    const item = workbench.treeItem(runRow);
    await expect.poll(() => editor.gutterImages()).not.toEqual([]);
    await item.hover();
    await item.getByRole('button', { name: 'Delete Recording' }).click();
    await workbench.dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await item.waitFor({ state: 'detached' });
    const left = () => (existsSync(runs) ? readdirSync(runs).filter((file) => file.endsWith(`-${subject.run}`)) : []);
    await expect.poll(left).toEqual([]);
    await workbench.page.getByText('Record a Python program to see what ran').waitFor();
    await expect.poll(() => editor.gutterImages()).toEqual([]);
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
}
