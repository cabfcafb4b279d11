import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { prepare } from '../timeline/canvas-size.js';
import type { Size } from '../timeline/card-place.js';
import { LabelCutter } from '../timeline/labels.js';

type Paint = (context: CanvasRenderingContext2D, labels: LabelCutter) => void;

/** Paints a canvas of a size, and again when one of `inputs` is another. The unit is the CSS pixel. */
export function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  size: Size,
  paint: Paint,
  inputs: readonly unknown[],
): void {
  const labels = useRef<LabelCutter | null>(null);
  useLayoutEffect(() => {
    const context = canvas.current === null ? null : prepare(canvas.current, size, devicePixelRatio);
    if (context === null) return;
    labels.current ??= new LabelCutter((text) => context.measureText(text).width);
    paint(context, labels.current);
  }, [size, ...inputs]);
}

/**
 * Scrolls until a level is in sight, whenever one of `inputs` is another: the keyboard may lead out of sight.
 * @param level null for none @param height of a level, pixels
 */
export function useLevelInSight(
  scroller: RefObject<HTMLElement | null>,
  level: number | null,
  height: number,
  inputs: readonly unknown[],
): void {
  useEffect(() => {
    const { current: element } = scroller;
    if (element === null || level === null) return;
    const top = level * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + height - element.clientHeight;
    }
  }, [...inputs]);
}
