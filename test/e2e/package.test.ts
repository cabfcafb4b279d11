import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makePackage } from '../../scripts/package.mjs';
import { installPackage } from '../harness/extensions.js';
import { repository } from '../harness/places.js';
import { screenshot } from '../harness/themes.js';
import { harness, unavailable, useSession } from './session.js';

describe.skipIf(unavailable)('the package', () => {
  let size = 0;
  let folder = '';
  const session = useSession(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tracehold-package-'));
    const vsix = join(repository, '.cache', 'vsix', 'tracehold.vsix');
    size = await makePackage(vsix);
    const extensionsFolder = join(folder, 'extensions');
    if (!('missing' in harness)) await installPackage(harness, vsix, extensionsFolder);
    return { fromSource: false, extensionsFolder };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is small', () => expect(size).toBeLessThan(5_000_000));

  test('installs, shows its view and answers', async () => {
    const workbench = await session().open();
    await workbench.showContainer('Tracehold');
    await workbench.page.getByRole('button', { name: 'Open Recording...' }).first().waitFor();
    await workbench.runCommand('Tracehold: Profile Module...');
    // A question that only the extension asks; its log is not shown where VS Code's own log files could not be built.
    await workbench.page.locator('.quick-input-widget').getByText('Module to run, and its arguments').waitFor();
    await workbench.page.keyboard.press('Escape');
    expect(workbench.complaints).toEqual([]);
  });

  test('has a walkthrough with its pictures', async () => {
    const workbench = await session().open();
    await workbench.runAndPick('Welcome: Open Walkthrough...', 'Get Started with Tracehold');
    const steps = ['Record a Python file', 'Read the timeline', 'Find every run again'];
    for (const step of steps) {
      await workbench.page.getByRole('button', { name: step }).first().click();
      const picture = workbench.page.locator('.getting-started-media img').first();
      await expect
        .poll(() => picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth))
        .toBeGreaterThan(0);
      expect(await picture.getAttribute('alt')).not.toBe('');
    }
    await screenshot(workbench, 'walkthrough-light');
    expect(workbench.complaints).toEqual([]);
  });
});
