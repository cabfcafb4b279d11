import { duration } from '../call/format.js';
import { HUES, contrast, cssColour, hueOf, mixed, spanColour } from '../timeline/colours.js';
import type { Rgb } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import { baseName, plainName } from '../timeline/plain-name.js';
import type { Theme } from '../timeline/theme.js';
import { functionsLeftOut } from './rest.js';
import type { FlameBox } from './visible.js';

/** Height of a level, pixels. */
export const LEVEL_HEIGHT = 20;
const GAP = 1;
const PADDING = 5;
/** Pixels from line to line of what is hatched. */
const HATCH = 6;

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
    if (box.rest !== null) {
      paintRest(context, box, y, index === marks.hovered, theme, labels);
      continue;
    }
    const isFound = marks.found?.has(source.functionId) === true;
    const isDim = box.above || (marks.found !== null && !isFound);
    const tint = tints[hueOf(`${baseName(source.file)}:${source.qualname}`)];
    const base = isDim ? mixed(theme.background, tint, box.above ? 0.45 : 0.6) : tint;
    const fill = index === marks.hovered ? mixed(base, theme.foreground, 0.15) : base;
    const boxWidth = Math.max(1, box.width - GAP);
    context.fillStyle = cssColour(fill);
    context.fillRect(box.x, y, boxWidth, LEVEL_HEIGHT - GAP);
    if (isContrast && boxWidth > 3)
      outline(context, box.x, y, boxWidth, isDim ? mixed(theme.background, theme.border, 0.45) : theme.border, 1);
    if (isFound && boxWidth > 2) outline(context, box.x, y, boxWidth, theme.foreground, 2);
    if (source.functionId === marks.function && boxWidth > 2) {
      outline(context, box.x, y, boxWidth, theme.foreground, 1);
    }
    const text = boxWidth > 24 ? labels.cutName(plainName(source.qualname), '', boxWidth - 2 * PADDING) : '';
    if (text !== '') {
      context.fillStyle = cssColour(readable(fill));
      context.fillText(text, Math.max(box.x, 0) + PADDING, y + LEVEL_HEIGHT / 2);
    }
  }
  const { focused: wanted } = marks;
  const focused =
    wanted === null
      ? undefined
      : boxes.find(({ node, rest }) => wanted >= node.index && wanted < (rest?.end ?? node.index + 1));
  if (focused !== undefined) {
    const y = focused.level * LEVEL_HEIGHT - scrollTop;
    outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.foreground, 3);
    outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.focus, 2);
  }
}

/** Hatched and without a hue: no function, and not empty either. */
function paintRest(
  context: CanvasRenderingContext2D,
  { x, width, rest }: FlameBox,
  y: number,
  isHovered: boolean,
  theme: Theme,
  labels: LabelCutter,
): void {
  const boxWidth = Math.max(1, width - GAP);
  const height = LEVEL_HEIGHT - GAP;
  const isContrast = theme.kind.startsWith('high-contrast');
  const fill = mixed(theme.background, theme.foreground, isHovered ? 0.2 : 0.08);
  context.fillStyle = cssColour(fill);
  context.fillRect(x, y, boxWidth, height);
  context.save();
  context.beginPath();
  context.rect(x, y, boxWidth, height);
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + boxWidth; at += HATCH) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.strokeStyle = cssColour(mixed(theme.background, theme.foreground, 0.28));
  context.lineWidth = 1;
  context.stroke();
  const label = rest === null ? '' : `${functionsLeftOut(rest.functions)}, ${duration(rest.ns)}`;
  const text = boxWidth > 24 ? labels.cut(label, boxWidth - 2 * PADDING) : '';
  if (text !== '') {
    // Words on lines cannot be read.
    context.fillStyle = cssColour(fill);
    context.fillRect(x + PADDING - 2, y, context.measureText(text).width + 4, height);
    context.fillStyle = cssColour(theme.foreground);
    context.fillText(text, x + PADDING, y + LEVEL_HEIGHT / 2);
  }
  context.restore();
  if (isContrast && boxWidth > 3) outline(context, x, y, boxWidth, mixed(theme.background, theme.border, 0.45), 1);
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
