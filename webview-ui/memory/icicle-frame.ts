import { size } from '../call/format.js';
import { HUES, contrast, cssColour, hueOf, mixed, spanColour } from '../timeline/colours.js';
import type { Rgb } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import { plainName } from '../timeline/plain-name.js';
import type { Theme } from '../timeline/theme.js';
import type { IcicleBox, IcicleNode } from './icicle-layout.js';
import { nodeName, restName } from './icicle-words.js';

/** Height of a level, pixels. */
export const ICICLE_LEVEL = 22;
const GAP = 1;
const PADDING = 5;
/** Pixels from line to line of what is hatched. */
const HATCH = 6;
const NARROWEST_TEXT = 28;
const NARROWEST_BORDERED = 3;

const black: Rgb = { r: 0, g: 0, b: 0 };
const white: Rgb = { r: 255, g: 255, b: 255 };

interface Marks {
  /** With the keyboard, when the picture has the focus. */
  readonly focused: number | null;
  readonly hovered: IcicleBox | null;
  /** What the inspector is about. */
  readonly selected: number | null;
}

interface Area {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
}

/** Paints the levels in sight. The context is scaled to CSS pixels. */
export function paintIcicle(
  context: CanvasRenderingContext2D,
  nodes: readonly IcicleNode[],
  boxes: readonly IcicleBox[],
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
    const y = box.level * ICICLE_LEVEL - scrollTop;
    if (y + ICICLE_LEVEL < 0 || y > height) continue;
    const { source } = nodes[box.index];
    const isHovered = box === marks.hovered;
    const boxWidth = Math.max(1, box.width - GAP);
    const tint = source.node < 0 ? mixed(theme.background, theme.foreground, 0.12) : tints[hueOf(source.type)];
    const base = box.rest === null ? tint : mixed(theme.background, theme.foreground, 0.08);
    // What is too narrow for a border would not be seen in high contrast.
    const plain = isContrast && boxWidth <= NARROWEST_BORDERED ? mixed(base, theme.border, 0.45) : base;
    const fill = isHovered ? mixed(plain, theme.foreground, 0.15) : plain;
    context.fillStyle = cssColour(fill);
    context.fillRect(box.x, y, boxWidth, ICICLE_LEVEL - GAP);
    if (box.rest !== null) hatch(context, box.x, y, boxWidth, theme);
    if (isContrast && boxWidth > NARROWEST_BORDERED) outline(context, box.x, y, boxWidth, theme.border, 1);
    if (box.rest === null && source.node >= 0 && source.node === marks.selected) {
      outline(context, box.x, y, boxWidth, theme.foreground, 2);
    }
    const label =
      box.rest === null
        ? `${plainName(nodeName(source))}  ${size(source.retainedBytes)}`
        : `${restName(box.rest)}, ${size(box.rest.bytes)}`;
    const text = boxWidth > NARROWEST_TEXT ? labels.cut(label, boxWidth - 2 * PADDING) : '';
    if (text === '') continue;
    if (box.rest !== null) {
      // Words on lines cannot be read.
      context.fillStyle = cssColour(fill);
      context.fillRect(box.x + PADDING - 2, y + 1, context.measureText(text).width + 4, ICICLE_LEVEL - GAP - 2);
    }
    context.fillStyle = cssColour(box.rest === null ? readable(fill) : theme.foreground);
    context.fillText(text, box.x + PADDING, y + (ICICLE_LEVEL - GAP) / 2);
  }
  const focused = boxes.find(({ index, rest }) => rest === null && index === marks.focused);
  if (focused === undefined) return;
  const y = focused.level * ICICLE_LEVEL - scrollTop;
  outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.foreground, 3);
  outline(context, focused.x, y, Math.max(3, focused.width - GAP), theme.focus, 2);
}

/** Without a hue and lined: no object, and not empty either. */
function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, theme: Theme): void {
  const height = ICICLE_LEVEL - GAP;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = x - height; at < x + width; at += HATCH) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.strokeStyle = cssColour(mixed(theme.background, theme.foreground, 0.28));
  context.lineWidth = 1;
  context.stroke();
  context.restore();
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
  context.strokeRect(x + inset, y + inset, Math.max(0, width - thickness), ICICLE_LEVEL - GAP - thickness);
}

function readable(fill: Rgb): Rgb {
  return contrast(fill, white) >= contrast(fill, black) ? white : black;
}
