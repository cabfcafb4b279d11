import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect } from 'vitest';
import { repository } from '../harness/places.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { python, unavailable, useSession } from './session.js';
import { story } from './story.js';

const run = promisify(execFile);

/** Keeps some orders and drops others, then takes a snapshot where its command line says so, and goes on until it is told to end. */
const program = `
import os
import sys
import time
import tracehold

kept = {}


class Order:
    def __init__(self, number):
        self.number = number
        self.notes = bytearray(2000)


def keep(order, notes):
    kept[order.number] = order
    return notes


def drop(order):
    return order.number


def shop():
    for number in range(5):
        keep(Order(number), [number])
    for number in range(5, 10):
        drop(Order(number))


shop()
if "snapshot" in sys.argv:
    tracehold.snapshot("shop")
while "wait" in sys.argv and not os.path.exists("end"):
    time.sleep(0.05)
`;

describe.skipIf(unavailable)('who keeps the value of a call alive', () => {
  const session = useSession({ workspace: { from: null } });
  const chapter = story(() => workbench);
  let workbench: Workbench;
  const view = () => webview(workbench.page);
  const path = (name: string) => session().workspace.path(name);
  const details = () => view().getByRole('complementary', { name: 'Selected call' });
  const inspector = () => view().getByRole('complementary', { name: 'Selected object' });
  const note = () => view().locator('.memory-wanted');
  const text = async (locator: { innerText(): Promise<string> }) => (await locator.innerText()).replaceAll(/\s+/g, ' ');

  /** Shows the timeline of a run, and in it the first call of a function. */
  const select = async (name: RegExp, called: string) => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showContainer('Tracehold');
    const item = workbench.treeItem(name);
    await item.hover();
    await item.getByRole('button', { name: 'Open Timeline' }).click();
    await find(called);
  };
  const find = async (called: string) => {
    await view().getByRole('textbox', { name: 'Find functions' }).fill(called);
    await view().getByRole('button', { name: 'Next match' }).click();
    await details().getByRole('heading', { name: called }).waitFor();
  };
  const line = (tree: string, name: RegExp) =>
    details().getByRole('tree', { name: tree }).getByRole('treeitem', { name });
  const ask = async (tree: string, name: RegExp) => {
    await line(tree, name).hover();
    await line(tree, name).getByRole('button', { name: 'Who keeps this alive?' }).click();
  };

  beforeAll(async () => {
    const record = async (name: string, ...words: readonly string[]) => {
      await writeFile(path(name), program);
      const cli = join(repository, 'dist', 'cli.js');
      await run(process.execPath, [cli, 'record', '--python', python, '--', name, ...words], {
        cwd: session().workspace.folder,
      });
    };
    await record('shop.py', 'snapshot');
    await record('ended.py');
    await writeFile(path('living.py'), `import sys\nsys.argv.append("wait")\n${program}`);
    workbench = await session().open();
  });

  chapter('leads from an argument to its object in the snapshot, with its holders', async () => {
    await select(/^shop run /, 'keep');
    await line('Arguments', /^order = /).hover();
    await screenshot(workbench, 'keeper-values-light', { moves: false });
    await ask('Arguments', /^order = /);
    await note().getByText('Found', { exact: true }).waitFor();
    expect(await text(note())).toMatch(
      /Found order of keep\(\): a __main__\.Order lies at 0x[\da-f]+, as it was recorded [\d.]+ \S+ before this snapshot\. It is the same object unless/,
    );
    await inspector().getByRole('heading', { name: '__main__.Order' }).waitFor();
    await expect.poll(() => text(inspector())).toMatch(/Held by module __main__ .*\.kept dict .*\[0\]/);
    await view().getByRole('grid', { name: 'Objects' }).getByRole('row', { name: /^0x/ }).nth(4).waitFor();
    await screenshotInThemes(workbench, session().workspace, 'keeper-found');
  });

  chapter('leads from an object to the call that made it', async () => {
    await inspector().getByRole('button', { name: 'Where was it born?' }).click();
    const born = inspector().getByRole('region', { name: 'Where it was born' });
    await born.waitFor();
    expect(await text(born)).toMatch(
      /^Made [\d.]+ \S+ before the snapshot, by the last call of Order\.__init__ for its address: show the call · shop\.py:27 Lines that made objects of this type shop\.py:2[79] 5 calls the last shop\.py:2[79] 5 calls the last Allocated from the start until the snapshot/,
    );
    await born.getByText(/Bytes of calls were not counted in this recording: switch on the setting/).waitFor();
    await born.scrollIntoViewIfNeeded();
    await screenshotInThemes(workbench, session().workspace, 'keeper-born');
    await view().getByRole('button', { name: 'Where were they born?' }).click();
    await view()
      .getByRole('region', { name: 'Where they were born' })
      .getByText(/Lines that made objects/)
      .waitFor();
    await born.getByRole('button', { name: 'show the call' }).click();
    await details().getByRole('heading', { name: 'Order.__init__' }).waitFor();
    await expect.poll(() => text(line('Arguments', /^number = /))).toMatch(/^number = 0/);
  });

  chapter('says of a list that its address is not recorded, and lists all', async () => {
    await select(/^shop run /, 'keep');
    await line('Arguments', /^order = /).focus();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Shift+Enter');
    await note().getByText('Not found for certain').waitFor();
    expect(await text(note())).toMatch(
      /recordings do not tell the address of a list.* Listed are all of its type: [\d,]+/,
    );
    await view().locator('.memory-objects-name', { hasText: 'list' }).waitFor();
  });

  chapter('says of an object that was freed that it is gone', async () => {
    await select(/^shop run /, 'drop');
    await ask('Arguments', /^order = /);
    await note().getByText('Not found for certain').waitFor();
    expect(await text(note())).toMatch(/order of drop\(\) is gone: .*Listed are all of its type: 5 objects/);
    await screenshot(workbench, 'keeper-gone-light');
    await workbench.reload();
    await note()
      .getByText(/is gone/)
      .waitFor();
    await note().getByRole('button', { name: 'Close' }).click();
    await note().waitFor({ state: 'detached' });
  });

  chapter('says what to do where the run has no snapshot', async () => {
    await select(/^ended run /, 'keep');
    await ask('Arguments', /^order = /);
    await details()
      .getByText(/there is none of this process\. It has ended: record it again with the setting/)
      .waitFor();
    expect(await details().getByRole('button', { name: 'Take Heap Snapshot' }).count()).toBe(0);
    await screenshotInThemes(workbench, session().workspace, 'keeper-none');
    await details().getByRole('button', { name: 'Close' }).click();
  });

  chapter('takes a snapshot of a program that runs, and shows the object in it', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('living.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await view()
      .getByText(/calls$/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await workbench.runCommand('View: Hide Panel');
    await find('keep');
    await ask('Arguments', /^order = /);
    await details().getByRole('button', { name: 'Take Heap Snapshot' }).click();
    await note().getByText('Found', { exact: true }).waitFor();
    await inspector().getByRole('heading', { name: '__main__.Order' }).waitFor();
    await writeFile(path('end'), '');
    await workbench.statusItem('living has ended').waitFor();
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
