import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EditorHands } from '../harness/editor.js';
import { repository } from '../harness/places.js';
import { screenshot, screenshotInThemes } from '../harness/themes.js';
import { webview } from '../harness/webview.js';
import type { Workbench } from '../harness/workbench.js';
import { unavailable, useSession } from './session.js';
import { story } from './story.js';

const CACHE = join(repository, '.cache', 'pylint_cache');
const SET_UP = 'examples/pylint_cache/demonstrate.py did not run here: start it with CPython 3.8 or 3.9';

interface Run {
  readonly name: string;
  readonly files: readonly string[];
}

/** The last run of the demonstration that has a snapshot. */
async function lastRun(): Promise<Run | null> {
  const names = await readdir(CACHE).catch(() => []);
  for (const name of names.filter((each) => each.startsWith('run-')).toSorted((a, b) => (a < b ? 1 : -1))) {
    const files = (await readdir(join(CACHE, name))).filter((file) => /\.(thheap|thtrace|json)$/.test(file));
    if (files.some((file) => file.endsWith('.thheap'))) return { name, files };
  }
  return null;
}

const run = await lastRun();
const missing = unavailable === false ? SET_UP : unavailable;

// oxlint-disable-next-line vitest/no-conditional-tests -- absent, it is one line instead of one for each chapter
if (run === null || unavailable !== false) {
  test('the founding case in the editor', ({ skip }) => skip(missing));
} else {
  describe('the founding case in the editor', () => {
    const session = useSession({ workspace: { from: null } });
    let workbench: Workbench;
    const chapter = story(() => workbench);
    const view = () => webview(workbench.page);
    const text = async (locator: { innerText(): Promise<string> }) =>
      (await locator.innerText()).replaceAll(/\s+/g, ' ');
    const ladder = () =>
      view()
        .getByRole('list', { name: /^Holding path/ })
        .first();

    beforeAll(async () => {
      const { workspace } = session();
      // The snapshot is too large to be copied, and the index of the run goes into its folder: only files are linked.
      await mkdir(workspace.path('.tracehold', run.name), { recursive: true });
      for (const file of run.files) {
        await symlink(join(CACHE, run.name, file), workspace.path('.tracehold', run.name, file));
      }
      workbench = await session().open();
    });

    chapter('names the cache that keeps the exceptions, and says what clearing it frees', async () => {
      await workbench.showContainer('Tracehold');
      await workbench.expand(workbench.treeItem(/lint/));
      const item = workbench.treeItem(/heap snapshot/);
      await item.waitFor();
      const started = performance.now();
      await item.click();
      const sentence = view().locator('.memory-sentence').first();
      await sentence.waitFor();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      // Printed and not judged: a busy machine must not fail a test.
      process.stdout.write(`from opening the founding snapshot to its verdict: ${seconds} s\n`);
      expect(await text(sentence)).toMatch(
        /^[\d.]+ MiB is held by [\w.]+\._mod_file_cache, through [\d,]+ astroid\.exceptions\.AstroidImportError objects/,
      );
      await screenshotInThemes(workbench, session().workspace, 'founding-verdict');
    });

    chapter('shows the chain as one rung with its length', async () => {
      expect(await text(ladder())).toMatch(/_mod_file_cache dict keeps [\d.]+ MiB manager\.py:\d+ holds it/);
      expect(await text(ladder())).toMatch(/\.tb_next × [\d,]{5,} traceback first last/);
    });

    chapter('leads to the line of astroid that stores', async () => {
      await view()
        .locator('.memory-holder')
        .first()
        .getByRole('button', { name: /manager\.py:\d+/ })
        .click();
      await workbench.editorTab('manager.py').waitFor();
      const editor = new EditorHands(workbench);
      await editor.line('self._mod_file_cache[').first().waitFor();
      await expect.poll(() => editor.endTexts()).toContainEqual(expect.stringMatching(/^holds [\d.]+ MiB$/));
      await screenshot(workbench, 'founding-source-light');
    });

    chapter('made no page complain', () => expect(workbench.complaints).toEqual([]));
  });
}
