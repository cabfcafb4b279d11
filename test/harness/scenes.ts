import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { EditorHands } from './editor.js';
import { repository } from './places.js';
import type { ThemeName } from './themes.js';
import type { TimelineHands } from './timeline.js';
import { webview } from './webview.js';
import type { Workbench } from './workbench.js';
import type { Workspace } from './workspace.js';

/** What stands on it when a picture is taken. */
export interface Stage {
  readonly workspace: Workspace;
  readonly workbench: Workbench;
  readonly editor: EditorHands;
  readonly timeline: TimelineHands;
}

/** Of the window, in pixels. */
export interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Scene {
  readonly name: string;
  /** Below media/; `walkthrough` when absent. */
  readonly folder?: string;
  /** All of them when absent. */
  readonly themes?: readonly ThemeName[];
  /** Once, before all themes. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  /** Says which part of the window is the picture. */
  readonly show: (stage: Stage) => Promise<Clip>;
  readonly leave?: (stage: Stage) => Promise<void>;
}

const whole: Clip = { x: 0, y: 0, width: 1280, height: 800 };

/** Of the picture that shows everything at once. */
const wide = { width: 1600, height: 900 };

/** In the order in which one makes the next possible. */
export const scenes: readonly Scene[] = [
  {
    name: 'record',
    prepare: async ({ workbench }) => {
      await workbench.openFile('main.py');
      await workbench.page.locator('.editor-instance .view-line').first().click();
    },
    show: async ({ workbench }) => {
      await workbench.page.keyboard.press('F1');
      await workbench.quickInput.fill('>Tracehold: Profile');
      await workbench.quickRows.filter({ hasText: 'Profile Current File' }).first().waitFor();
      await workbench.page.mouse.move(0, 0);
      return { ...whole, x: 330, width: 880, height: 480 };
    },
    leave: ({ workbench }) => workbench.page.keyboard.press('Escape'),
  },
  {
    name: 'timeline',
    prepare: async (stage) => {
      await record(stage);
      await stage.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await stage.workbench.runCommand('View: Focus Right Editor Group');
      await stage.workbench.runCommand('View: Toggle Maximize Editor Group');
      await stage.timeline.press('/');
      await stage.workbench.page.keyboard.type('tax_percent');
      await stage.timeline.view.getByText(/^1 function, /).waitFor();
    },
    show: async (stage) => {
      await away(stage);
      return clipOf(stage.workbench.page.locator('.part.editor'), 560);
    },
  },
  {
    name: 'values',
    prepare: async (stage) => {
      await stage.timeline.view.getByRole('textbox', { name: 'Find functions' }).fill('');
      await stage.workbench.runCommand('View: Toggle Maximize Editor Group');
      await stage.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await selectPrice(stage);
      await stage.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    },
    show: async (stage) => {
      await stage.editor.scrollUntil(async () => (await stage.editor.endTexts()).some((text) => text.startsWith('→')));
      await away(stage);
      return clipOf(stage.workbench.page.locator('.part.editor'));
    },
  },
  {
    name: 'calls',
    show: async ({ workbench, editor }) => {
      const hover = await editor.hover(editor.line('def price(').getByText('price', { exact: true }));
      await hover.getByRole('link', { name: 'show' }).first().waitFor();
      const { x, y, height } = await clipOf(workbench.page.locator('.part.editor'));
      return { x, y, width: 880, height: Math.min(height, 560) };
    },
    leave: away,
  },
  {
    name: 'runs',
    prepare: ({ workbench }) => workbench.runCommand('View: Toggle Primary Side Bar Visibility'),
    show: async (stage) => {
      await away(stage);
      return { ...whole, width: 800, height: 460 };
    },
  },
  {
    name: 'editor',
    folder: '.',
    themes: ['light', 'dark'],
    prepare: ({ workbench }) => workbench.page.setViewportSize(wide),
    show: () => Promise.resolve({ x: 0, y: 0, ...wide }),
  },
  {
    name: 'memory',
    prepare: async (stage) => {
      const { workbench } = stage;
      await workbench.page.setViewportSize(whole);
      await workbench.runCommand('View: Close All Editors');
      await recordLeak(stage);
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    },
    show: async (stage) => {
      await away(stage);
      return clipOf(stage.workbench.page.locator('.part.editor'), 620);
    },
  },
  {
    name: 'memory',
    folder: '.',
    themes: ['light', 'dark'],
    prepare: async (stage) => {
      const { workbench } = stage;
      await workbench.page.setViewportSize(wide);
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await webview(workbench.page)
        .locator('.memory-holder')
        .first()
        .getByRole('button', { name: /^service\.py:\d+$/ })
        .first()
        .click();
      await workbench.editorTab('service.py').waitFor();
    },
    show: async (stage) => {
      await stage.editor.scrollUntil(async () =>
        (await stage.editor.endTexts()).some((text) => text.startsWith('holds')),
      );
      await away(stage);
      return { x: 0, y: 0, ...wide };
    },
  },
];

/** The example that leaks, with a snapshot at its end, which is opened. */
async function recordLeak({ workbench, workspace }: Stage): Promise<void> {
  await cp(join(repository, 'examples', 'leak'), workspace.path('leak'), { recursive: true });
  await workspace.changeSettings({ 'tracehold.heap.atExit': true });
  await workbench.openFile('service.py');
  await workbench.runCommand('Tracehold: Profile Current File');
  await workbench.statusItem('service has ended').waitFor();
  await workbench.runCommand('View: Hide Panel');
  await workbench.runCommand('View: Close All Editors');
  await workbench.showContainer('Tracehold');
  await workbench.expand(workbench.treeItem(/^service /));
  const snapshot = workbench.treeItem(/heap snapshot/);
  await snapshot.click();
  await webview(workbench.page).locator('.memory-sentence').first().waitFor();
  await workbench.expand(snapshot);
  await workbench.runCommand('Notifications: Clear All Notifications');
}

/** The program of the editor that is shown, to its end. */
async function record({ workbench, timeline }: Stage): Promise<void> {
  await workbench.runCommand('Tracehold: Profile Current File');
  await workbench.statusItem('main has ended').waitFor();
  await workbench.runCommand('View: Hide Panel');
  await timeline.view
    .getByText(/^3,\d{3} calls$/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
}

async function selectPrice({ workbench, timeline }: Stage): Promise<void> {
  await workbench.showContainer('Tracehold');
  for (const name of [/^main /, /^MainThread/, /^<module> main\.py/, /^main \d/]) {
    await workbench.expand(workbench.treeItem(name));
  }
  const row = workbench.treeItem(/^price /).first();
  await row.click();
  await timeline.view.getByRole('heading', { name: 'price', exact: true }).waitFor();
  await workbench.editorTab('pricing.py').waitFor();
}

function away({ workbench }: Stage): Promise<void> {
  return workbench.page.mouse.move(0, 0);
}

async function clipOf(part: Locator, height = Infinity): Promise<Clip> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('there is nothing to take a picture of');
  return { ...box, height: Math.min(box.height, height) };
}
