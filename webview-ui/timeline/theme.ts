import type { Disposable } from '../../src/base/disposable.js';
import { parseColour } from './colours.js';
import type { Rgb, ThemeKind } from './colours.js';

/** What the canvases take from the editor's theme. */
export interface Theme {
  readonly kind: ThemeKind;
  readonly background: Rgb;
  readonly foreground: Rgb;
  /** Second thoughts: ticks, grid. */
  readonly faint: Rgb;
  readonly grid: Rgb;
  readonly focus: Rgb;
  readonly error: Rgb;
  /** Borders of spans in high contrast. */
  readonly border: Rgb;
  readonly font: string;
}

const fallbacks: Record<ThemeKind, readonly [background: string, foreground: string]> = {
  light: ['#ffffff', '#3b3b3b'],
  dark: ['#1f1f1f', '#cccccc'],
  'high-contrast': ['#000000', '#ffffff'],
  'high-contrast-light': ['#ffffff', '#292929'],
};

/** Reads the theme as it is now. */
export function readTheme(page: Document): Theme {
  const kind = kindOf(page.body.classList);
  const style = getComputedStyle(page.documentElement);
  const [background, foreground] = fallbacks[kind];
  const colour = (...names: readonly string[]): Rgb => {
    for (const name of names) {
      const found = name.startsWith('#') ? parseColour(name) : parseColour(style.getPropertyValue(`--vscode-${name}`));
      if (found !== null) return found;
    }
    return { r: 128, g: 128, b: 128 };
  };
  const isContrast = kind === 'high-contrast' || kind === 'high-contrast-light';
  const family = style.getPropertyValue('--vscode-font-family').trim();
  return {
    kind,
    background: colour('editor-background', background),
    foreground: colour('editor-foreground', 'foreground', foreground),
    faint: colour('descriptionForeground', 'foreground', foreground),
    grid: isContrast
      ? colour('contrastBorder', foreground)
      : colour('tree-indentGuidesStroke', 'panel-border', '#808080'),
    focus: isContrast ? colour('contrastActiveBorder', 'focusBorder', '#f38518') : colour('focusBorder', '#0078d4'),
    error: colour('editorError-foreground', 'errorForeground', '#f14c4c'),
    border: colour('contrastBorder', 'foreground', foreground),
    font: `11px ${family === '' ? 'sans-serif' : family}`,
  };
}

function kindOf(classes: DOMTokenList): ThemeKind {
  // High contrast light carries the class of high contrast, too, in some versions of the editor.
  if (classes.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classes.contains('vscode-high-contrast')) return 'high-contrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** Tells when the editor changed its theme: the class of the body, or the variables on the root element. */
export function watchTheme(page: Document, changed: () => void): Disposable {
  const observer = new MutationObserver(changed);
  observer.observe(page.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(page.documentElement, { attributes: true, attributeFilter: ['style'] });
  return { dispose: () => observer.disconnect() };
}
