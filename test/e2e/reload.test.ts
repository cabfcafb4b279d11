import { readFile, readdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import type { Workbench } from '../harness/workbench.js';
import { endless } from './endless-program.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

describe.skipIf(unavailable)('a window that is loaded again while a program is recorded', () => {
  const session = useSession({ workspace: { from: null } });
  let workbench: Workbench;
  const chapter = story(() => workbench);
  beforeAll(async () => {
    await writeFile(session().workspace.path('endless.py'), endless);
    await writeFile(session().workspace.path('short.py'), endless.replace('True', 'number < 500'));
    workbench = await session().open();
  });
  const live = () => workbench.statusItem(/[\d.]+(?: k)? calls · .* · \d+:\d\d/);

  async function runFile(name: string): Promise<Record<string, unknown>> {
    const runs = await readdir(session().workspace.path('.tracehold'));
    const run = runs.find((folder) => folder.endsWith(name)) ?? '';
    const text = await readFile(session().workspace.path('.tracehold', run, 'run.json'), 'utf8');
    return JSON.parse(text) as Record<string, unknown>;
  }

  chapter('goes on with it: status bar, terminal, stop and what is said at the end', async () => {
    await workbench.openFile('endless.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await live().waitFor();
    await workbench.page.reload();
    await live().waitFor({ timeout: 60_000 });
    expect((await runFile('endless'))['ended']).toBeUndefined();
    await workbench.page
      .getByRole('treeitem', { name: /endless/ })
      .or(workbench.page.getByText('endless'))
      .first()
      .waitFor();
    await live().click();
    await workbench.toasts.filter({ hasText: 'endless was stopped. Its recording is kept' }).waitFor();
    await live().waitFor({ state: 'detached' });
    expect(await runFile('endless')).toMatchObject({ signal: 'SIGINT', ended: expect.any(String) as string });
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
  });

  chapter('says of one that ended meanwhile how it ended, as far as that is known', async () => {
    await workbench.openFile('short.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await live().waitFor();
    await workbench.page.goto('about:blank');
    await expect.poll(async () => (await runFile('short'))['started'], { timeout: 1000 }).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    await workbench.page.goBack();
    await workbench.toasts
      .filter({ hasText: 'short has ended while no window watched it' })
      .waitFor({ timeout: 60_000 });
    const file = await runFile('short');
    expect(file).toMatchObject({ ended: expect.any(String) as string });
    expect(file['exitCode']).toBeUndefined();
  });
});
