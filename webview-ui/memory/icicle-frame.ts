import { size } from '../call/format.js';
import { PADDING, clear, hatch, outline, outlineFocused, placeOf, readable } from '../levels/level-painter.js';
import type { Area } from '../levels/level-painter.js';
import { HUES, cssColour, hueOf, mixed, spanColour } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import { plainName } from '../timeline/plain-name.js';
import type { Theme } from '../timeline/theme.js';
import type { IcicleBox, IcicleNode } from './icicle-layout.js';
import { nodeName, restName } from './icicle-words.js';

/** Height of a level, pixels. */
export const ICICLE_LEVEL = 22;
const NARROWEST_TEXT = 28;
const NARROWEST_BORDERED = 3;

interface Marks {
  /** With the keyboard, when the picture has the focus. */
  readonly focused: number | null;
  readonly hovered: IcicleBox | null;
  /** What the inspector is about. */
  readonly selected: number | null;
}

/** Paints the levels in sight. The context is scaled to CSS pixels. */
export function paintIcicle(
  context: CanvasRenderingContext2D,
  nodes: readonly IcicleNode[],
  boxes: readonly IcicleBox[],
  marks: Marks,
  theme: Theme,
  labels: LabelCutter,
  area: Area,
): void {
  clear(context, theme, labels, area);
  const isContrast = theme.kind.startsWith('high-contrast');
  const tints = Array.from({ length: HUES }, (_, hue) => spanColour(theme.kind, hue));
  for (const box of boxes) {
    const place = placeOf(box, ICICLE_LEVEL, area);
    if (place === null) continue;
    const { x, y, width, height } = place;
    const { source } = nodes[box.index];
    const isHovered = box === marks.hovered;
    const tint = source.node < 0 ? mixed(theme.background, theme.foreground, 0.12) : tints[hueOf(source.type)];
    const base = box.rest === null ? tint : mixed(theme.background, theme.foreground, 0.08);
    // What is too narrow for a border would not be seen in high contrast.
    const plain = isContrast && width <= NARROWEST_BORDERED ? mixed(base, theme.border, 0.45) : base;
    const fill = isHovered ? mixed(plain, theme.foreground, 0.15) : plain;
    context.fillStyle = cssColour(fill);
    context.fillRect(x, y, width, height);
    if (box.rest !== null) hatch(context, place, theme);
    if (isContrast && width > NARROWEST_BORDERED) outline(context, place, theme.border, 1);
    if (box.rest === null && source.node >= 0 && source.node === marks.selected) {
      outline(context, place, theme.foreground, 2);
    }
    const label =
      box.rest === null
        ? `${plainName(nodeName(source))}  ${size(source.retainedBytes)}`
        : `${restName(box.rest)}, ${size(box.rest.bytes)}`;
    const text = width > NARROWEST_TEXT ? labels.cut(label, width - 2 * PADDING) : '';
    if (text === '') continue;
    if (box.rest !== null) {
      // Words on lines cannot be read.
      context.fillStyle = cssColour(fill);
      context.fillRect(x + PADDING - 2, y + 1, context.measureText(text).width + 4, height - 2);
    }
    context.fillStyle = cssColour(box.rest === null ? readable(fill) : theme.foreground);
    context.fillText(text, x + PADDING, y + height / 2);
  }
  const focused = boxes.find(({ index, rest }) => rest === null && index === marks.focused);
  const place = focused === undefined ? null : placeOf(focused, ICICLE_LEVEL, area);
  if (place !== null) outlineFocused(context, place, theme);
}
