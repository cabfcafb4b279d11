import { duration } from '../call/format.js';
import { PADDING, clear, hatch, outline, outlineFocused, placeOf, readable } from '../levels/level-painter.js';
import type { Area } from '../levels/level-painter.js';
import type { Box } from '../timeline/card-place.js';
import { HUES, cssColour, hueOf, mixed, spanColour } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import { baseName, plainName } from '../timeline/plain-name.js';
import type { Theme } from '../timeline/theme.js';
import { functionsLeftOut } from './rest.js';
import type { FlameBox, Rest } from './visible.js';

/** Height of a level, pixels. */
export const LEVEL_HEIGHT = 20;
const NARROWEST_TEXT = 24;
const NARROWEST_BORDERED = 3;

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

/** Paints the levels in sight. The context is scaled to CSS pixels. */
export function paintFlame(
  context: CanvasRenderingContext2D,
  boxes: readonly FlameBox[],
  marks: Marks,
  theme: Theme,
  labels: LabelCutter,
  area: Area,
): void {
  clear(context, theme, labels, area);
  const isContrast = theme.kind.startsWith('high-contrast');
  const tints = Array.from({ length: HUES }, (_, hue) => spanColour(theme.kind, hue));
  for (const box of boxes) {
    const place = placeOf(box, LEVEL_HEIGHT, area);
    if (place === null) continue;
    const { source, index } = box.node;
    if (box.rest !== null) {
      paintRest(context, box.rest, place, index === marks.hovered, theme, labels);
      continue;
    }
    const isFound = marks.found?.has(source.functionId) === true;
    const isDim = box.above || (marks.found !== null && !isFound);
    const tint = tints[hueOf(`${baseName(source.file)}:${source.qualname}`)];
    const base = isDim ? mixed(theme.background, tint, box.above ? 0.45 : 0.6) : tint;
    const fill = index === marks.hovered ? mixed(base, theme.foreground, 0.15) : base;
    const { x, y, width, height } = place;
    context.fillStyle = cssColour(fill);
    context.fillRect(x, y, width, height);
    if (isContrast && width > NARROWEST_BORDERED)
      outline(context, place, isDim ? mixed(theme.background, theme.border, 0.45) : theme.border, 1);
    if (isFound && width > 2) outline(context, place, theme.foreground, 2);
    if (source.functionId === marks.function && width > 2) outline(context, place, theme.foreground, 1);
    const isWide = width > NARROWEST_TEXT;
    const text = isWide ? labels.cutName(plainName(source.qualname), '', width - 2 * PADDING) : '';
    if (text !== '') {
      context.fillStyle = cssColour(readable(fill));
      context.fillText(text, Math.max(x, 0) + PADDING, y + LEVEL_HEIGHT / 2);
    }
  }
  const { focused: wanted } = marks;
  const focused =
    wanted === null
      ? undefined
      : boxes.find(({ node, rest }) => wanted >= node.index && wanted < (rest?.end ?? node.index + 1));
  const place = focused === undefined ? null : placeOf(focused, LEVEL_HEIGHT, area);
  if (place !== null) outlineFocused(context, place, theme);
}

/** Hatched and without a hue: no function, and not empty either. */
function paintRest(
  context: CanvasRenderingContext2D,
  rest: Rest,
  place: Box,
  isHovered: boolean,
  theme: Theme,
  labels: LabelCutter,
): void {
  const { x, y, width, height } = place;
  const isContrast = theme.kind.startsWith('high-contrast');
  const fill = mixed(theme.background, theme.foreground, isHovered ? 0.2 : 0.08);
  context.fillStyle = cssColour(fill);
  context.fillRect(x, y, width, height);
  hatch(context, place, theme);
  const label = `${functionsLeftOut(rest.functions)}, ${duration(rest.ns)}`;
  const text = width > NARROWEST_TEXT ? labels.cut(label, width - 2 * PADDING) : '';
  if (text !== '') {
    // Words on lines cannot be read.
    context.fillStyle = cssColour(fill);
    context.fillRect(x + PADDING - 2, y, context.measureText(text).width + 4, height);
    context.fillStyle = cssColour(theme.foreground);
    context.fillText(text, x + PADDING, y + LEVEL_HEIGHT / 2);
  }
  if (isContrast && width > NARROWEST_BORDERED) {
    outline(context, place, mixed(theme.background, theme.border, 0.45), 1);
  }
}
