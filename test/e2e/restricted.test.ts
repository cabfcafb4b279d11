import { describe, expect, test } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { screenshot } from '../harness/themes.js';
import { unavailable, useSession } from './session.js';

describe.skipIf(unavailable)('a folder that nobody trusts', () => {
  const session = useSession({ asksForTrust: true });

  test('can be looked at, and says why nothing is recorded', async () => {
    const workbench = await session().open();
    const editor = new EditorHands(workbench);
    await workbench.statusItem('Restricted Mode').waitFor();
    await workbench.openFile('orders/main.py:5');
    await expect.poll(() => editor.cursor()).toEqual({ line: 5, column: 1 });
    expect(await workbench.commandsNamed('Tracehold: Profile')).not.toContain('Tracehold: Profile Current File');
    await workbench.showContainer('Tracehold');
    await workbench.page.getByText('Recording a program needs a trusted workspace').waitFor();
    await screenshot(workbench, 'restricted-mode-light');
    expect(workbench.complaints).toEqual([]);
  });
});
