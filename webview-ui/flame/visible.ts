import type { FlameLayout, FlameNode } from './layout.js';
import { pathTo } from './layout.js';

/** A rectangle on the canvas, in CSS pixels from its left edge; `level` counts rows from the top. */
export interface FlameBox {
  readonly node: FlameNode;
  readonly x: number;
  readonly width: number;
  readonly level: number;
  /** Above the zoomed node: drawn over the whole width, faint. */
  readonly above: boolean;
}

export interface VisibleFlame {
  readonly boxes: readonly FlameBox[];
  /** Nodes too narrow to draw at this zoom. */
  readonly tooNarrow: number;
}

const NARROWEST_PIXELS = 0.5;

/** What is drawn when the node `zoomed` fills the width; null shows all. */
export function visibleFlame(layout: FlameLayout, zoomed: number | null, pixels: number): VisibleFlame {
  const above = zoomed === null ? [] : pathTo(layout, zoomed).slice(0, -1);
  const boxes: FlameBox[] = above.map((node) => ({ node, x: 0, width: pixels, level: node.level, above: true }));
  const origin = zoomed === null ? 0 : layout.nodes[zoomed].start;
  const total = zoomed === null ? layout.totalNs : layout.nodes[zoomed].width;
  if (total <= 0) return { boxes, tooNarrow: 0 };
  const scale = pixels / total;
  let tooNarrow = 0;
  const waiting = zoomed === null ? layout.roots.toReversed() : [zoomed];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const node = layout.nodes[index];
    const width = node.width * scale;
    // Those below a narrow node are narrower still; the count says so by hand.
    if (width < NARROWEST_PIXELS) {
      tooNarrow += below(layout, index);
      continue;
    }
    boxes.push({ node, x: (node.start - origin) * scale, width, level: node.level, above: false });
    waiting.push(...node.children.toReversed());
  }
  return { boxes, tooNarrow };
}

/** The node and all below it. */
function below({ nodes }: FlameLayout, index: number): number {
  let sum = 0;
  const waiting = [index];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    sum++;
    waiting.push(...nodes[next].children);
  }
  return sum;
}

/** The box under a point; boxes of a row do not overlap. */
export function boxAt(boxes: readonly FlameBox[], x: number, level: number): FlameBox | null {
  return boxes.find((box) => box.level === level && x >= box.x && x < box.x + Math.max(1, box.width)) ?? null;
}

/**
 * Time below drawn nodes that the tree does not show, because nodes under the threshold are left out of it.
 * @param zoomed of this node and those below it; null of all. @returns nanoseconds.
 */
export function leftOutNs({ nodes, roots }: FlameLayout, zoomed: number | null): number {
  let sum = 0;
  const waiting = zoomed === null ? [...roots] : [zoomed];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const { source, children } = nodes[index];
    waiting.push(...children);
    let known = source.selfNs;
    for (const child of children) known += nodes[child].source.totalNs;
    sum += Math.max(0, source.totalNs - known);
  }
  return sum;
}
