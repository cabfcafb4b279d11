import { writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect } from 'vitest';
import { screenshot } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

const endless = `
import time

def tick(number):
    time.sleep(0.01)
    return number + 1

number = 0
while True:
    number = tick(number)
`;

/** Names and values that would run, steer or break whatever shows them as more than text. */
const hostile = String.raw`
HTML = "<img src=x onerror='parent.hacked=1'><script>hacked=1</script>"
LINK = "[click](command:workbench.action.closeWindow)"

def take(value):
    return {value: chr(0xd800) + "\x1b[31m" + LINK}

take.__code__ = take.__code__.replace(co_name=HTML)
if hasattr(take.__code__, "co_qualname"):
    take.__code__ = take.__code__.replace(co_qualname=HTML)
take(HTML + LINK)
`;

describe.skipIf(unavailable)('programs that are no examples', () => {
  const session = useSession({ workspace: { from: null, name: `it's "a" wörkspace $HOME` } });
  let workbench: Workbench;
  const chapter = story(() => workbench);
  beforeAll(async () => {
    await writeFile(session().workspace.path('endless.py'), endless);
    await writeFile(session().workspace.path('hostile.py'), hostile);
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

  chapter('one whose names and values are markup: nothing of it runs, all of it is text', async () => {
    await workbench.openFile('hostile.py');
    await workbench.runCommand('Tracehold: Profile Current File');
    await view().getByRole('tab', { name: 'Top Functions' }).click();
    const name = view().getByText("<img src=x onerror='parent.hacked=1'>").first();
    await name.waitFor();
    await view().getByRole('tab', { name: 'Timeline' }).click();
    await view()
      .getByRole('tree', { name: /^Calls/ })
      .focus();
    for (const key of ['ArrowDown', 'ArrowDown']) await workbench.page.keyboard.press(key);
    const details = view().getByRole('complementary', { name: 'Selected call' });
    await details.getByText('[click](command:workbench.action.closeWindow)').first().waitFor();
    await screenshot(workbench, 'hostile-light');
    for (const frame of workbench.page.frames()) expect(await frame.evaluate('typeof hacked')).toBe('undefined');
  });

  chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
});
