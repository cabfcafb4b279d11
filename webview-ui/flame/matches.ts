import { filtered } from '../functions/sort.js';
import type { FlameLayout } from './layout.js';

export interface Matches {
  readonly functions: ReadonlySet<number>;
  readonly ns: number;
}

/** Functions that match, and the time below them, each moment counted once; null without a text. */
export function matches(layout: FlameLayout, text: string): Matches | null {
  if (text.trim() === '') return null;
  const functions = new Set<number>();
  const below = new Uint8Array(layout.nodes.length);
  let ns = 0;
  for (const { index, parent, width, source, isRest } of layout.nodes) {
    if (isRest) continue;
    const isIn = functions.has(source.functionId) || filtered([source], text).length > 0;
    if (isIn) functions.add(source.functionId);
    const isBelow = parent !== null && below[parent] === 1;
    below[index] = isBelow || isIn ? 1 : 0;
    if (isIn && !isBelow) ns += width;
  }
  return { functions, ns };
}
