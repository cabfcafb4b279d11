import type { Box, Size } from '../timeline/card-place.js';
import { contrast, cssColour, mixed } from '../timeline/colours.js';
import type { Rgb } from '../timeline/colours.js';
import type { LabelCutter } from '../timeline/labels.js';
import type { Theme } from '../timeline/theme.js';

/** Left and right of the words in a box, pixels. */
export const PADDING = 5;
/** Between boxes, pixels. */
const GAP = 1;
/** Pixels from line to line of what is hatched. */
const HATCH = 6;

const black: Rgb = { r: 0, g: 0, b: 0 };
const white: Rgb = { r: 255, g: 255, b: 255 };

/** What of a picture is in sight, in CSS pixels as everything here. */
export interface Area extends Size {
  readonly scrollTop: number;
}

/** A box on its level, 0 at the top. */
export interface LevelBox {
  readonly x: number;
  readonly width: number;
  readonly level: number;
}

/** How many levels there are boxes on. */
export function levelsOf(boxes: readonly LevelBox[]): number {
  return boxes.reduce((most, { level }) => Math.max(most, level + 1), 0);
}

/** An empty picture, ready for words. */
export function clear(context: CanvasRenderingContext2D, theme: Theme, labels: LabelCutter, area: Area): void {
  context.fillStyle = cssColour(theme.background);
  context.fillRect(0, 0, area.width, area.height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  labels.setFont(theme.font);
}

/** Where a box is painted, and no narrower than can be seen; null when its level is out of sight. */
export function placeOf({ x, width, level }: LevelBox, levelHeight: number, { height, scrollTop }: Area): Box | null {
  const y = level * levelHeight - scrollTop;
  if (y + levelHeight < 0 || y > height) return null;
  return { x, y, width: Math.max(1, width - GAP), height: levelHeight - GAP };
}

/** Within a box, along its edges. */
export function outline(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  colour: Rgb,
  thickness: number,
): void {
  context.strokeStyle = cssColour(colour);
  context.lineWidth = thickness;
  const inset = thickness / 2;
  context.strokeRect(x + inset, y + inset, Math.max(0, width - thickness), height - thickness);
}

/** The box with the keyboard, on top of all others. */
export function outlineFocused(context: CanvasRenderingContext2D, place: Box, theme: Theme): void {
  const visible = { ...place, width: Math.max(3, place.width) };
  outline(context, visible, theme.foreground, 3);
  outline(context, visible, theme.focus, 2);
}

/** Lines over a box without a hue: it stands for what is not shown, and is not empty either. */
export function hatch(context: CanvasRenderingContext2D, { x, y, width, height }: Box, theme: Theme): void {
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

/** The colour of words on `fill`. */
export function readable(fill: Rgb): Rgb {
  return contrast(fill, white) >= contrast(fill, black) ? white : black;
}
