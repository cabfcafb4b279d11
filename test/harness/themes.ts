import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { screenshotsFolder } from './places.js';
import type { Workbench } from './workbench.js';
import type { Workspace } from './workspace.js';

/** What people look at VS Code in. */
const themes = {
  light: { setting: 'Light Modern', class: 'vs' },
  dark: { setting: 'Dark Modern', class: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', class: 'hc-black' },
  'high-contrast-light': { setting: 'Default High Contrast Light', class: 'hc-light' },
} as const;

export type ThemeName = keyof typeof themes;

/** Changes the theme of an open window by the settings of its folder. */
async function useTheme(workbench: Workbench, workspace: Workspace, name: ThemeName): Promise<void> {
  await workspace.changeSettings({ 'workbench.colorTheme': themes[name].setting });
  await workbench.page.locator(`.monaco-workbench.${themes[name].class}`).waitFor();
}

/** Keeps what a person would see, as `.cache/screenshots/NAME.png`. */
export async function screenshot(workbench: Workbench, name: string): Promise<string> {
  await mkdir(screenshotsFolder, { recursive: true });
  const path = join(screenshotsFolder, `${name}.png`);
  // The mouse leaves hovers and highlighted rows behind.
  await workbench.page.mouse.move(0, 0);
  await workbench.page.screenshot({ path });
  return path;
}

/** One picture for each theme, `NAME-THEME.png`; ends in the first. */
export async function screenshotInThemes(
  workbench: Workbench,
  workspace: Workspace,
  name: string,
  names: readonly ThemeName[] = ['light', 'dark', 'high-contrast'],
): Promise<void> {
  for (const theme of names) {
    await useTheme(workbench, workspace, theme);
    await workbench.page.waitForTimeout(300);
    await screenshot(workbench, `${name}-${theme}`);
  }
  await useTheme(workbench, workspace, names[0]);
}
