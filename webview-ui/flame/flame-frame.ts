import { HUES, contrast, cssColour, hueOf, mixed, spanColour } from '../timeline/colours.js';
import type { Rgb } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import { baseName, plainName } from '../timeline/plain-name.js';
import type { Theme } from '../timeline/theme.js';
import type { FlameBox } from './visible.js';

/** Height of a level, pixels. */
export const LEVEL_HEIGHT = 20;
const GAP = 1;
const PADDING = 5;

/** What is marked on top of the boxes. */
export interface Marks {
  /** Node with the keyboard, when the graph has the focus. */
  readonly focused: number | null;
  readonly hovered: number | null;
  /** Functions that a search found; null when nothing is looked for. */
  readonly found: ReadonlySet<number> | null;
  /** The function that other panes are about. */
  readonly function: number | null;
}

interface Area {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
}

const black: Rgb = { r: 0, g: 0, b: 0 };
const white: Rgb = { r: 255, g: 255, b: 255 };

/** Paints the levels in sight. The context is scaled to CSS pixels. */
export function paintFlame(
  context: CanvasRenderingContext2D,
  boxes: readonly FlameBox[],
  marks: Marks,
  theme: Theme,
  labels: LabelCutter,
  { width, height, scrollTop }: Area,
): void {
  context.fillStyle = cssColour(theme.background);
  context.fillRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  labels.setFont(theme.font);
  const isContrast = theme.kind.startsWith('high-contrast');
  const tints = Array.from({ length: HUES }, (_, hue) => spanColour(theme.kind, hue));
  for (const box of boxes) {
    const y = box.level * LEVEL_HEIGHT - scrollTop;
    if (y + LEVEL_HEIGHT < 0 || y > height) continue;
    const { source, index } = box.node;
    const isFound = marks.found?.has(source.functionId) === true;
    const isDim = box.above || (marks.found !== null && !isFound);
    const tint = tints[hueOf(`${baseName(source.file)}:${source.qualname}`)];
    const base = isDim ? mixed(theme.background, tint, box.above ? 0.45 : 0.2) : tint;
    const fill = index === marks.hovered ? mixed(base, theme.foreground, 0.15) : base;
    const boxWidth = Math.max(1, box.width - GAP);
    context.fillStyle = cssColour(fill);
    context.fillRect(box.x, y, boxWidth, LEVEL_HEIGHT - GAP);
    if (isContrast && boxWidth > 3)
      outline(
        context,
        box.x,
        y,
        boxWidth,
        isDim ? mixed(theme.background, theme.border, 0.45) : theme.border,
        isFound ? 2 : 1,
      );
    if (source.functionId === marks.function && boxWidth > 2) {
      outline(context, box.x, y, boxWidth, theme.foreground, 1);
    }
    const text = boxWidth > 24 ? labels.cut(plainName(source.qualname), boxWidth - 2 * PADDING) : '';
    if (text !== '') {
      context.fillStyle = cssColour(readable(fill));
      context.fillText(text, Math.max(box.x, 0) + PADDING, y + LEVEL_HEIGHT / 2);
    }
  }
  const focused = boxes.find(({ node }) => node.index === marks.focused);
  if (focused !== undefined) {
    const y = focused.level * LEVEL_HEIGHT - scrollTop;
    outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.foreground, 3);
    outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.focus, 2);
  }
}

function outline(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  colour: Rgb,
  thickness: number,
): void {
  context.strokeStyle = cssColour(colour);
  context.lineWidth = thickness;
  const inset = thickness / 2;
  context.strokeRect(x + inset, y + inset, Math.max(0, width - thickness), LEVEL_HEIGHT - GAP - thickness);
}

function readable(fill: Rgb): Rgb {
  return contrast(fill, white) >= contrast(fill, black) ? white : black;
}
