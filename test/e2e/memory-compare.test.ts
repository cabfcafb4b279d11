import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect } from 'vitest';
import { focusStops } from '../harness/focus-stops.js';
import { repository } from '../harness/places.js';
import { screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { python, unavailable, useSession } from './session.js';
import { story } from './story.js';

const run = promisify(execFile);

/** Keeps more orders in each step, and in the last one forgets its log. */
const program = `
import gc
import os
import tracehold

# The first one in Python brings modules with it, whose making leaves garbage.
os.unlink(tracehold.snapshot("warm"))
gc.collect()


class Order:
    def __init__(self, number):
        self.number = number
        self.note = bytearray(4000)


class Line:
    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text


orders = []
log = {"lines": [Line(str(number) * 40) for number in range(50)]}
for step in range(3):
    orders.extend(Order(step * 100 + number) for number in range(100))
    if step == 2:
        log.clear()
    tracehold.snapshot(f"step {step}")
`;

/** More stops are a page where the focus is caught. */
const MOST_STOPS = 250;

describe.skipIf(unavailable)('two snapshots of a run, compared in the editor', () => {
  const session = useSession({ workspace: { from: null } });
  const chapter = story(() => workbench);
  let workbench: Workbench;
  const view = () => webview(workbench.page);
  const inspector = () => view().getByRole('complementary', { name: 'Selected object' });
  const base = () => view().getByRole('combobox', { name: 'Compare with' });
  const grid = () => view().getByRole('grid', { name: 'Types that differ' });
  const text = async (locator: { innerText(): Promise<string> }) => (await locator.innerText()).replaceAll(/\s+/g, ' ');
  const choose = async (step: string) => {
    const option = base().locator('option', { hasText: step });
    await option.waitFor({ state: 'attached' });
    await base().selectOption({ label: (await option.textContent()) ?? '' });
  };

  beforeAll(async () => {
    await writeFile(session().workspace.path('shop.py'), program);
    const words = [join(repository, 'dist', 'cli.js'), 'record', '--python', python, '--', 'shop.py'];
    await run(process.execPath, words, { cwd: session().workspace.folder });
    workbench = await session().open();
  });

  chapter('are chosen beside the types, with the time between them', async () => {
    await workbench.showContainer('Tracehold');
    await workbench.expand(workbench.treeItem(/^shop run /));
    await workbench.treeItem(/step 2 heap snapshot/).click();
    await view().getByRole('tab', { name: 'Types', exact: true }).click();
    await choose('step 0');
    await grid()
      .getByRole('row', { name: /^__main__\.Order / })
      .waitFor();
    expect(await base().locator('option').allTextContents()).toEqual([
      'Stop comparing',
      expect.stringMatching(/^step 0, [\d.]+ m?s before$/),
      expect.stringMatching(/^step 1, [\d.]+ m?s before$/),
    ]);
  });

  chapter('say what is new, gone and grown by type, what grew most first', async () => {
    const status = view().locator('.memory-difference');
    expect(await text(status)).toMatch(
      /^\+\d{3} KiB and \+\d+ objects in all\. [\d,]+ are new \(.*\), \d+ gone .*, \d+ grown/,
    );
    const row = (name: RegExp) => grid().getByRole('row', { name });
    expect(await text(grid().getByRole('row').nth(1))).toMatch(/^bytearray 200 · 79\d KiB 0 0 \+200 \+79\d KiB/);
    expect(await text(row(/^__main__\.Order /))).toMatch(/^__main__\.Order 200 · [\d.]+ KiB 0 0 \+200 \+/);
    expect(await text(row(/^__main__\.Line /))).toMatch(/^__main__\.Line 0 50 · [\d.]+ KiB 0 −50 −/);
    expect(await text(row(/^list /))).toMatch(/^list \S+( · \S+ \S+)? .* 1 · [\d.]+ (KiB|B) /);
    await grid().getByRole('button', { name: 'Gone' }).click();
    await grid().locator('[role=columnheader][aria-sort=descending]', { hasText: 'Gone' }).waitFor();
    await expect.poll(() => text(grid().getByRole('row').nth(1))).toMatch(/^str /);
    await grid().getByRole('button', { name: 'Growth' }).click();
    await expect.poll(() => text(grid().getByRole('row').nth(1))).toMatch(/^bytearray /);
  });

  chapter('tell of a type which objects are new and how they are held', async () => {
    await grid()
      .getByRole('row', { name: /^__main__\.Order / })
      .click();
    const ways = view().getByRole('list', { name: 'How they are held' });
    await ways.waitFor();
    expect(await text(ways)).toMatch(/^__main__\.orders\[\] \+200 \(200 new\) \+[\d.]+ KiB one of them$/);
    await ways.getByRole('button', { name: 'one of them' }).click();
    await inspector().getByRole('heading', { name: '__main__.Order' }).waitFor();
    await expect.poll(() => text(inspector())).toMatch(/Held by module __main__ .*\.orders list .*\[[12]\d\d\]/);
    const objects = view().getByRole('grid', { name: 'New objects' });
    await view().getByText('New: 200 objects').waitFor();
    await objects.getByRole('row', { name: /^0x/ }).first().click();
    await screenshotInThemes(workbench, session().workspace, 'compare');
  });

  chapter('can be left through by Tab', async () => {
    const stops = await focusStops(workbench.page, view(), MOST_STOPS);
    expect(stops.length).toBeLessThan(MOST_STOPS);
    expect(stops.filter((stop) => stop.name === '')).toEqual([]);
    expect(stops.filter((stop) => !stop.isVisible)).toEqual([]);
  });

  chapter('are compared again after the window was reloaded', async () => {
    await workbench.reload();
    await grid()
      .getByRole('row', { name: /^__main__\.Order / })
      .waitFor();
    await view().getByText('New: 200 objects').waitFor();
    await choose('step 1');
    await expect.poll(() => text(grid().getByRole('row').nth(1))).toMatch(/^bytearray 100 · /);
    await base().selectOption({ label: 'Stop comparing' });
    await view().getByRole('grid', { name: 'Types', exact: true }).waitFor();
  });

  chapter('say so when the other one cannot be read', async () => {
    const runs = await readdir(session().workspace.path('.tracehold'));
    const below = session().workspace.path('.tracehold', runs.find((name) => name.endsWith('shop')) ?? '');
    const [first, second] = (await readdir(below)).filter((name) => name.endsWith('.thheap')).toSorted();
    await writeFile(join(below, first), 'no snapshot any more');
    await choose('step 0');
    await view()
      .getByText(/could not be compared: .* is not a heap snapshot of Tracehold/)
      .waitFor();
    await rm(join(below, second));
    await choose('step 1');
    await view()
      .getByText(/could not be compared: There is no snapshot .* any more/)
      .waitFor();
    await base().selectOption({ label: 'Stop comparing' });
    await view().getByRole('grid', { name: 'Types', exact: true }).waitFor();
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
