import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { librariesOf, withoutCross } from '../../scripts/lib/cross.mjs';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { run } from '../../scripts/lib/run.mjs';
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
    const steps = ['Record a Python file', 'Read the timeline', 'Ask who holds the memory', 'Find every run again'];
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

const target = 'linux-x64';
const reason = (await withoutCross()) ?? (unavailable === false ? undefined : unavailable);

describe(`the package for ${target}`, () => {
  let folder = '';
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('has a native library for each Python, nothing else besides, and records by it', async ({ skip }) => {
    if (reason !== undefined) skip(reason);
    folder = await mkdtemp(join(tmpdir(), 'tracehold-platform-'));
    const [universal, platform] = [await installed(), await installed(target)];
    const before = new Set(await filesIn(universal));
    const added = (await filesIn(platform)).filter((name) => !before.delete(name));
    expect(added.toSorted()).toEqual(
      librariesOf(target)
        .map((name) => join('python', 'tracehold', name))
        .toSorted(),
    );
    expect([...before]).toEqual([]);
    for (const { path, minor } of await findPythons()) {
      const env = { PYTHONPATH: join(platform, 'python'), TRACEHOLD_RECORDER: '', TRACEHOLD_NATIVE: '' };
      const { output } = await run(path, ['-m', 'tracehold', 'doctor', '--json'], { env });
      const { recorder } = JSON.parse(output) as { recorder: string };
      expect(recorder, `Python 3.${minor}`).toBe(minor <= 13 ? 'native' : 'pure');
    }
  });

  /** @returns the extension's folder */
  async function installed(platform?: string): Promise<string> {
    if ('missing' in harness) throw new Error(harness.missing);
    const name = platform ?? 'universal';
    const vsix = join(repository, '.cache', 'vsix', `tracehold-${name}.vsix`);
    expect(await makePackage(vsix, platform)).toBeLessThan(5_000_000);
    const extensionsFolder = join(folder, name, 'extensions');
    await installPackage(harness, vsix, extensionsFolder);
    const [own = ''] = (await readdir(extensionsFolder)).filter((entry) => entry.startsWith('tracehold.'));
    return join(extensionsFolder, own);
  }
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
