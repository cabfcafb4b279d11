import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import { screenshot } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { endless } from './endless-program.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

describe.skipIf(unavailable)('programs that are no examples', () => {
  const session = useSession({ workspace: { from: null, name: `it's "a" wörkspace $HOME` } });
  let workbench: Workbench;
  const chapter = story(() => workbench);
  beforeAll(async () => {
    await writeFile(session().workspace.path('endless.py'), endless);
    workbench = await session().open();
  });
  const view = () => webview(workbench.page);

  chapter('one that never ends: is followed while it runs, and stopped from the status bar', async () => {
    await workbench.openFile('endless.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    const live = workbench.statusItem(/[\d.]+(?: k)? calls · .* · \d+:\d\d/);
    await live.waitFor();
    await view().getByRole('button', { name: 'Live' }).waitFor();
    await screenshot(workbench, 'live-light');
    await live.click();
    await workbench.toasts.filter({ hasText: 'endless was stopped. Its recording is kept' }).waitFor();
    await live.waitFor({ state: 'detached' });
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('View: Close All Editors');
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
