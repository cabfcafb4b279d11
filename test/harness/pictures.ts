/** The pictures that people see before they use Tracehold, taken by `npm run pictures`. */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { findPythons } from '../../scripts/lib/pythons.mjs';
import { launchBrowser } from './browser.js';
import { EditorHands } from './editor.js';
import { ensureHarness } from './install.js';
import { repository, screenshotsFolder } from './places.js';
import { plainSettings } from './quiet-settings.js';
import { scenes } from './scenes.js';
import type { Clip, Stage } from './scenes.js';
import { startServer } from './server.js';
import { themeNames, untilStill, useTheme } from './themes.js';
import { TimelineHands } from './timeline.js';
import { Workbench } from './workbench.js';
import { makeWorkspace } from './workspace.js';

/** Small enough that texts can be read where pictures are shown at half a window's width. */
const VIEWPORT = { width: 1280, height: 800 };
const QUALITY = 82;
const ICON_PIXELS = 256;

/** Without what says that this is a window of developers. */
const bare = { 'window.commandCenter': false, 'workbench.layoutControl.enabled': false };

const media = join(repository, 'media');

/**
 * @param part of the names of the wanted pictures
 * @returns what was written, with sizes
 */
export async function takePictures(part: string): Promise<string[]> {
  const harness = await ensureHarness();
  if ('missing' in harness) throw new Error(harness.missing);
  const browser = await launchBrowser(harness);
  const server = await startServer(harness, { settings: { ...plainSettings, ...bare } });
  const python = (await findPythons()).at(-1)?.path ?? 'python3';
  const workspace = await makeWorkspace({
    from: 'examples/orders',
    name: 'orders',
    settings: { 'tracehold.python': python },
  });
  const taken: string[] = [];
  try {
    if ('icon'.includes(part)) taken.push(await drawIcon(browser));
    const workbench = await Workbench.open(browser, server, { folder: workspace.folder, extensions: [repository] });
    await workbench.page.setViewportSize(VIEWPORT);
    const stage: Stage = {
      workspace,
      workbench,
      editor: new EditorHands(workbench),
      timeline: new TimelineHands(workbench.page),
    };
    for (const scene of scenes) {
      await scene.prepare?.(stage);
      if (!scene.name.includes(part)) continue;
      for (const theme of scene.themes ?? themeNames) {
        await useTheme(workbench, workspace, theme);
        const clip = await scene.show(stage);
        await untilStill(workbench.page);
        taken.push(await take(workbench.page, `${scene.folder ?? 'walkthrough'}/${scene.name}-${theme}.webp`, clip));
        await scene.leave?.(stage);
      }
    }
  } catch (error) {
    const [page] = browser.contexts().flatMap((context) => context.pages());
    await page?.screenshot({ path: join(screenshotsFolder, 'failed-pictures.png') });
    throw error;
  } finally {
    await browser.close();
    await server.stop();
    await workspace.remove();
  }
  return taken;
}

/** In WebP, which Playwright's own screenshots cannot be. */
async function take(page: Page, name: string, clip: Clip): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const picture = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    clip: { ...clip, scale: 1 },
  });
  await session.detach();
  return write(name, Buffer.from(picture.data, 'base64'));
}

/** The marketplace takes no SVG: the sign of the activity bar on a ground of its own. */
async function drawIcon(browser: Browser): Promise<string> {
  const page = await browser.newPage({ viewport: { width: ICON_PIXELS, height: ICON_PIXELS } });
  await page.goto(pathToFileURL(join(media, 'icon.svg')).href);
  const picture = await page.screenshot({ omitBackground: true });
  await page.close();
  return write('icon.png', picture);
}

async function write(name: string, picture: Buffer): Promise<string> {
  const path = join(media, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, picture);
  return `${relative(repository, path)}: ${Math.ceil((await stat(path)).size / 1000)} KB`;
}
