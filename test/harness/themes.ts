import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { screenshotsFolder } from './places.js';
import { webview } from './webview.js';
import type { Workbench } from './workbench.js';
import type { Workspace } from './workspace.js';

/** What people look at VS Code in. */
const themes = {
  light: { setting: 'Light Modern', class: 'vs', kind: 'vscode-light' },
  dark: { setting: 'Dark Modern', class: 'vs-dark', kind: 'vscode-dark' },
  'high-contrast': { setting: 'Default High Contrast', class: 'hc-black', kind: 'vscode-high-contrast' },
  'high-contrast-light': {
    setting: 'Default High Contrast Light',
    class: 'hc-light',
    kind: 'vscode-high-contrast-light',
  },
} as const;

export type ThemeName = keyof typeof themes;

export const themeNames = ['light', 'dark', 'high-contrast', 'high-contrast-light'] as const;

/** More looks than it takes for anything but a blinking cursor to come to rest. */
const MOST_LOOKS = 12;

/** Changes the theme of an open window, and of the page in it, by the settings of its folder. */
export async function useTheme(workbench: Workbench, workspace: Workspace, name: ThemeName): Promise<void> {
  const { setting, class: ofWindow, kind } = themes[name];
  await workspace.changeSettings({ 'workbench.colorTheme': setting });
  await workbench.page.locator(`.monaco-workbench.${ofWindow}`).waitFor();
  const hasView = (await workbench.page.locator('iframe.webview.ready:visible').count()) > 0;
  if (hasView) await webview(workbench.page).locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
}

/** What a person sees once it rests: the first picture that is like the one before. */
export async function untilStill(page: Page): Promise<Buffer> {
  let seen = await page.screenshot();
  for (let looks = 1; looks < MOST_LOOKS; looks++) {
    const now = await page.screenshot();
    if (now.equals(seen)) return now;
    seen = now;
  }
  return seen;
}

/**
 * Keeps what a person would see, as `.cache/screenshots/NAME.png`.
 * @param options whether the mouse goes away first: it leaves hovers and highlighted rows behind
 */
export async function screenshot(workbench: Workbench, name: string, options = { moves: true }): Promise<string> {
  await mkdir(screenshotsFolder, { recursive: true });
  const path = join(screenshotsFolder, `${name}.png`);
  if (options.moves) await workbench.page.mouse.move(0, 0);
  await writeFile(path, await untilStill(workbench.page));
  return path;
}

/** One picture for each theme, `NAME-THEME.png`; ends in the first. */
export async function screenshotInThemes(
  workbench: Workbench,
  workspace: Workspace,
  name: string,
  names: readonly ThemeName[] = themeNames,
): Promise<void> {
  for (const theme of names) {
    await useTheme(workbench, workspace, theme);
    await screenshot(workbench, `${name}-${theme}`);
  }
  await useTheme(workbench, workspace, names[0]);
}
