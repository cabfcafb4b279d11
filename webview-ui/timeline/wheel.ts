/** What a turn of the wheel, or two fingers on a trackpad, asks for. */
export type WheelIntent =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly pixels: number }
  | { readonly kind: 'scroll'; readonly pixels: number };

export interface Wheel {
  readonly deltaX: number;
  readonly deltaY: number;
  /** As in WheelEvent: 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** Also set by a pinch on a trackpad, whose deltas are small. */
  readonly ctrlKey: boolean;
}

const PIXELS = [1, 18, 400] as const;
/** One notch of a usual wheel, 100 pixels, shows a fifth less. */
const PER_PIXEL = 0.0022;
const PINCH_PER_PIXEL = 0.01;
/** A spun wheel reports hundreds of pixels at once; more than this makes people lose the place. */
const MOST = 300;

export function wheelIntent(wheel: Wheel): WheelIntent {
  const unit = PIXELS[wheel.deltaMode] ?? 1;
  const x = limited(wheel.deltaX * unit);
  const y = limited(wheel.deltaY * unit);
  if (wheel.altKey) return { kind: 'scroll', pixels: y === 0 ? x : y };
  if (wheel.shiftKey) return { kind: 'pan', pixels: x === 0 ? y : x };
  if (!wheel.ctrlKey && Math.abs(x) > Math.abs(y)) return { kind: 'pan', pixels: x };
  const isPinch = wheel.ctrlKey && Math.abs(y) < 50;
  return { kind: 'zoom', factor: Math.exp(y * (isPinch ? PINCH_PER_PIXEL : PER_PIXEL)) };
}

function limited(pixels: number): number {
  return Math.max(-MOST, Math.min(MOST, pixels));
}
