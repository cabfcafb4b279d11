import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Size } from './card-place.js';

/** Size of an element in CSS pixels, and again when it changes. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    const watched = element.current;
    const measure = () => setSize({ width: watched.clientWidth, height: watched.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    measure();
    return () => observer.disconnect();
  }, []);
  return size;
}

/** Gives a canvas the pixels of the screen, and a context whose unit is the CSS pixel. */
export function prepare(
  canvas: HTMLCanvasElement,
  { width, height }: Size,
  ratio: number,
): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return null;
  const columns = Math.round(width * ratio);
  const lines = Math.round(height * ratio);
  if (canvas.width !== columns || canvas.height !== lines) {
    canvas.width = columns;
    canvas.height = lines;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
