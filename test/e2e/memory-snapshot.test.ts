import { execFile } from 'node:child_process';
import { copyFile, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { focusStops } from '../harness/focus-stops.js';
import { repository } from '../harness/places.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import type { Workspace } from '../harness/workspace.js';
import { python, unavailable, useSession } from './session.js';
import { story } from './story.js';

const run = promisify(execFile);

/** More stops are a page where the focus is caught. */
const MOST_STOPS = 250;

/** Of the error that the example keeps, in the text of its file. */
const STORES = 'errors[client] = error';

/** Takes a snapshot each time that it keeps more. */
const growth = `
import tracehold

kept = []

def keep(step):
    kept.extend(bytearray(1_000_000) for _ in range(6))
    tracehold.snapshot(f"step {step}")

for step in range(4):
    keep(step)
`;

/** Everything that it names is markup of some kind. */
const hostile = `
import tracehold

names = ["<img src=x onerror=alert(1)>", "[x](command:workbench.action.quit)", "\\x1b[31mred", "\\u202eabc", "$(error)"]
kept = {}
for name in names:
    kind = type(name, (), {})
    kept[name] = [kind() for _ in range(500)]
    for one in kept[name]:
        setattr(one, name, bytearray(900))
kept["\\ud800"] = kept["$(error)"]
tracehold.snapshot("<b>label</b> [x](command:a) \\x1b[31m")
`;

/** Records a program of the workspace as a user of the command line does. @returns its last snapshot */
async function recorded(workspace: Workspace, program: string): Promise<string> {
  const cli = join(repository, 'dist', 'cli.js');
  const words = ['record', '--heap-at-exit', '--python', python, '--', program];
  await run(process.execPath, [cli, ...words], { cwd: workspace.folder });
  const name = program.split('/').at(-1)?.replace('.py', '') ?? program;
  const folder = (await readdir(workspace.path('.tracehold'))).find((each) => each.endsWith(name)) ?? '';
  const files = (await readdir(workspace.path('.tracehold', folder))).filter((each) => each.endsWith('.thheap'));
  return workspace.path('.tracehold', folder, files.toSorted().at(-1) ?? '');
}

describe.skipIf(unavailable)('a heap snapshot in the editor', () => {
  const session = useSession();
  let workbench: Workbench;
  let editor: EditorHands;
  const chapter = story(() => workbench);
  const view = () => webview(workbench.page);
  const inspector = () => view().getByRole('complementary', { name: 'Selected object' });
  const tab = (name: string) => view().getByRole('tab', { name, exact: true });
  const path = (name: string) => session().workspace.path(name);
  const snapshotItem = () => workbench.treeItem(/heap snapshot/);
  const storingLine = async () => {
    const source = await readFile(session().workspace.path('leak', 'service.py'), 'utf8');
    return source.split('\n').findIndex((line) => line.includes(STORES)) + 1;
  };
  const text = async (locator: { innerText(): Promise<string> }) => (await locator.innerText()).replaceAll(/\s+/g, ' ');

  beforeAll(async () => {
    const snapshot = await recorded(session().workspace, 'leak/service.py');
    await writeFile(path('growth.py'), growth);
    await recorded(session().workspace, 'growth.py');
    await writeFile(path('markup.py'), hostile);
    await recorded(session().workspace, 'markup.py');
    await copyFile(snapshot, path('cut.thheap'));
    await truncate(path('cut.thheap'), 60_000);
    await writeFile(path('other.thheap'), 'no snapshot at all, but a text');
    workbench = await session().open();
    editor = new EditorHands(workbench);
  });

  chapter('stands in the tree below its run, with what holds most', async () => {
    await workbench.showContainer('Tracehold');
    await workbench.expand(workbench.treeItem(/service/));
    await snapshotItem().waitFor();
    await workbench.expand(snapshotItem());
    await workbench.treeItem(/held by __main__\.errors [\d.]+ MiB, [\d,]+ objects/).waitFor();
    await workbench.treeItem(/held by __main__\.Page\.title\.cache/).waitFor();
  });

  chapter('says who holds the memory, and by which path', async () => {
    await snapshotItem().click();
    await view()
      .getByText(/MiB is held by __main__\.errors, through 60 parse\.ParseError objects/)
      .waitFor();
    await view().getByText('High confidence').first().waitFor();
    await view().getByText('cached-exception').first().waitFor();
    await view()
      .getByText(/Clearing it frees [\d.]+ MiB in [\d,]+ objects/)
      .first()
      .waitFor();
    const ladder = view()
      .getByRole('list', { name: /^Holding path/ })
      .first();
    await expect
      .poll(() => text(ladder))
      .toMatch(/module __main__ .*\.errors dict .* holds it .*\.tb_next × \d+ traceback first last/);
    await screenshotInThemes(workbench, session().workspace, 'snapshot-verdict');
  });

  chapter('leads from a rung to the line that stores, which is marked with what it holds', async () => {
    const rung = view().locator('.memory-holder').first();
    await rung.getByRole('button', { name: /service\.py:\d+/ }).click();
    await workbench.editorTab('service.py').waitFor();
    const stores = await storingLine();
    await expect.poll(() => editor.activeLine()).toBe(stores);
    await expect.poll(() => editor.endTexts()).toContainEqual(expect.stringMatching(/^holds [\d.]+ MiB$/));
    const hover = await editor.hover(editor.line(STORES).getByText('client', { exact: true }));
    await hover.getByText(/__main__\.errors — holds [\d.]+ MiB in [\d,]+ objects: an exception that is kept/).waitFor();
    await screenshot(workbench, 'snapshot-gutter-light', { moves: false });
    await editor.leave();
  });

  chapter('tells of an object who holds it and what it refers to', async () => {
    await workbench.editorTab(/\.thheap/).click();
    const ladder = view()
      .getByRole('list', { name: /^Holding path/ })
      .first();
    await ladder.getByRole('button', { name: 'parse.ParseError' }).click();
    await inspector().getByRole('heading', { name: 'parse.ParseError' }).waitFor();
    await inspector().getByRole('region', { name: 'Referred to by' }).getByText("['client-0']").waitFor();
    const out = inspector().getByRole('region', { name: 'Refers to' });
    await out.getByRole('button', { name: 'traceback' }).click();
    await inspector().getByRole('heading', { name: 'traceback' }).waitFor();
    await expect.poll(() => text(inspector())).toMatch(/Held by .*\.errors .*\.__traceback__/);
    await inspector().getByRole('button', { name: 'All ways it is held' }).click();
    await inspector()
      .getByText(/Every way comes through|ways with nothing in common|maybe more/)
      .waitFor();
    await screenshotInThemes(workbench, session().workspace, 'snapshot-object');
  });

  chapter('has types that are filtered and sorted, with their objects', async () => {
    await tab('Types').click();
    const grid = view().getByRole('grid', { name: 'Types' });
    await grid.getByRole('row', { name: /^dict / }).waitFor();
    await view().getByRole('searchbox', { name: 'Filter by type' }).fill('eback trac');
    await view()
      .getByText(/^1 of \d+ types$/)
      .waitFor();
    await view().getByRole('searchbox', { name: 'Filter by type' }).fill('');
    await view().getByRole('button', { name: 'Type', exact: true }).click();
    await view().locator('[role=columnheader][aria-sort=ascending]', { hasText: 'Type' }).waitFor();
    await view().getByRole('button', { name: 'Retained' }).click();
    await view().locator('[role=columnheader][aria-sort=descending]', { hasText: 'Retained' }).waitFor();
    await view().getByRole('searchbox', { name: 'Filter by type' }).fill('frame');
    await grid.getByRole('row', { name: /^frame / }).click();
    const objects = view().getByRole('grid', { name: 'Objects' });
    await objects.getByRole('row', { name: /^0x/ }).first().click();
    await inspector().getByRole('heading', { name: 'frame' }).waitFor();
    await objects.press('End');
    await expect
      .poll(async () => (await objects.locator('[aria-selected=true]').getAttribute('aria-rowindex')) ?? '')
      .toMatch(/^\d{4}$/);
    await objects.press('Home');
    await expect.poll(() => objects.locator('[aria-selected=true]').getAttribute('aria-rowindex')).toBe('2');
    await view().getByRole('button', { name: 'A Random One' }).click();
    await inspector().getByRole('heading', { name: 'frame' }).waitFor();
    await screenshotInThemes(workbench, session().workspace, 'snapshot-types');
  });

  chapter('draws what keeps what alive, and zooms by the keyboard and the mouse', async () => {
    await tab('Retainers').click();
    const tree = view().getByRole('tree', { name: /^What keeps what alive/ });
    await tree.press('ArrowDown');
    const status = view().locator('.memory-foot');
    await expect.poll(() => text(status)).toMatch(/[\d.]+ MiB/);
    const first = await text(status);
    await tree.press('ArrowRight');
    await expect.poll(() => text(status)).not.toBe(first);
    await screenshotInThemes(workbench, session().workspace, 'snapshot-retainers');
    await tree.press('ArrowLeft');
    await tree.press('Enter');
    const crumbs = view().getByRole('navigation', { name: 'Zoomed to' });
    await crumbs.locator('[aria-current=true]').waitFor();
    await tree.press('Escape');
    await crumbs.locator('[aria-current=true]').waitFor({ state: 'detached' });
    // On the second level, the widest box.
    await tree.hover({ position: { x: 40, y: 33 } });
    await view().locator('.hover-card').waitFor();
    await tree.dblclick({ position: { x: 40, y: 33 } });
    await crumbs.locator('[aria-current=true]').waitFor();
    await tree.press('Escape');
    await crumbs.locator('[aria-current=true]').waitFor({ state: 'detached' });
  });

  for (const name of ['Verdict', 'Types', 'Retainers']) {
    chapter(`leads through all of it by Tab: ${name}`, async () => {
      await tab(name).click();
      const stops = await focusStops(workbench.page, view(), MOST_STOPS);
      expect(stops.length).toBeLessThan(MOST_STOPS);
      expect(stops.length).toBeGreaterThan(8);
      expect(stops.filter((stop) => stop.name === '')).toEqual([]);
      expect(stops.filter((stop) => !stop.isVisible)).toEqual([]);
    });
  }

  chapter('is as it was after the window was reloaded', async () => {
    await tab('Types').click();
    await view().getByRole('grid', { name: 'Objects' }).getByRole('row', { name: /^0x/ }).nth(2).click();
    await inspector().getByRole('heading', { name: 'frame' }).waitFor();
    await workbench.reload();
    await view()
      .getByRole('grid', { name: 'Types' })
      .getByRole('row', { name: /^frame / })
      .waitFor();
    await inspector().getByRole('heading', { name: 'frame' }).waitFor();
    expect(await view().getByRole('searchbox', { name: 'Filter by type' }).inputValue()).toBe('frame');
  });

  chapter('shows the line of a suspect from the tree', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showContainer('Tracehold');
    await workbench.treeItem(/held by __main__\.errors/).click();
    await workbench.editorTab('service.py').waitFor();
    await expect.poll(async () => editor.activeLine()).toBe(await storingLine());
  });

  chapter('says what was kept of a file that was cut off, and refuses what is none', async () => {
    await workbench.openUnseen('cut.thheap');
    await view()
      .getByText(/damaged|A part of this snapshot is missing/)
      .first()
      .waitFor();
    await screenshot(workbench, 'snapshot-cut-light');
    await workbench.openUnseen('other.thheap');
    await view()
      .getByText(/is not a heap snapshot of Tracehold\. The file was not changed/)
      .waitFor();
    await view().getByRole('button', { name: 'Try Again' }).waitFor();
    await screenshot(workbench, 'snapshot-none-light');
  });

  chapter('is a mark over the time of the run, in a tab of the page of the run', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showContainer('Tracehold');
    await workbench.treeItem(/growth/).click();
    await workbench.runCommand('Tracehold: Open Timeline');
    await tab('Memory').click();
    const chart = view().getByRole('group', { name: /^Resident memory/ });
    await expect.poll(() => chart.getByRole('button').count()).toBe(5);
    const list = view().getByRole('list', { name: 'Heap snapshots' });
    await list.getByText('step 3').waitFor();
    await list.getByRole('button', { name: 'Who Holds the Memory?' }).nth(3).click();
    await list.getByText(/MiB is held by __main__\.kept/).waitFor();
    await screenshotInThemes(workbench, session().workspace, 'snapshot-run');
    await chart.getByRole('button', { name: /^step 1, / }).click();
    await view().getByRole('heading', { name: 'step 1' }).waitFor();
  });

  chapter('appears in the tree when it is taken', async () => {
    await workbench.showContainer('Tracehold');
    await workbench.treeItem(/growth/).click();
    await workbench.expand(workbench.treeItem(/growth/));
    await workbench.treeItem(/step 3 heap snapshot/).waitFor();
    const [folder] = (await readdir(path('.tracehold'))).filter((name) => name.endsWith('growth'));
    const below = join(path('.tracehold'), folder);
    const [first] = (await readdir(below)).filter((name) => name.endsWith('.thheap')).toSorted();
    await copyFile(join(below, first), join(below, first.replace('-1.thheap', '-99.thheap')));
    await expect.poll(() => workbench.treeItem(/step 0 heap snapshot/).count()).toBe(2);
  });

  chapter('shows markup in names letter by letter', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showContainer('Tracehold');
    await workbench.expand(workbench.treeItem(/markup/));
    const item = workbench.treeItem(/<b>label<\/b> .* heap snapshot/);
    await workbench.expand(item);
    await workbench
      .treeItem(/held by __main__\.kept/)
      .first()
      .waitFor();
    await item.click();
    await view()
      .getByText(/MiB is held by __main__\.kept/)
      .waitFor();
    await tab('Types').click();
    const grid = view().getByRole('grid', { name: 'Types' });
    await view().getByRole('searchbox', { name: 'Filter by type' }).fill('__main__.');
    for (const name of [
      '__main__.<img src=x onerror=alert(1)>',
      '__main__.[x](command:workbench.action.quit)',
      '__main__.\\x1b[31mred',
    ]) {
      await grid.getByText(name, { exact: true }).waitFor();
    }
    await grid.getByText('__main__.<img').click();
    await view().getByRole('grid', { name: 'Objects' }).getByRole('row', { name: /^0x/ }).first().click();
    await inspector().getByText('.<img src=x onerror=alert(1)>').first().waitFor();
    expect(await view().locator('img, b, a').count()).toBe(0);
    await screenshot(workbench, 'snapshot-hostile-light');
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});

describe.skipIf(unavailable)('a heap snapshot in a folder that nobody trusts', () => {
  const session = useSession({ asksForTrust: true });
  let workbench: Workbench;
  const chapter = story(() => workbench);

  chapter('can be looked at', async () => {
    const snapshot = await recorded(session().workspace, 'leak/service.py');
    await copyFile(snapshot, session().workspace.path('copy.thheap'));
    workbench = await session().open();
    await workbench.statusItem('Restricted Mode').waitFor();
    await workbench.openUnseen('copy.thheap');
    await webview(workbench.page)
      .getByText(/is held by __main__\.errors/)
      .waitFor();
    expect(workbench.complaints).toEqual([]);
  });
});
