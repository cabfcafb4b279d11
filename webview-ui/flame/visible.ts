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
  /** When it stands for all its siblings from `node` to the last; null for a node of its own. */
  readonly rest: Rest | null;
}

/** Siblings that are too narrow to draw, and those that the tree leaves out. */
export interface Rest {
  /** 0 when nobody counted them. */
  readonly functions: number;
  readonly ns: number;
  /** Index behind the last of them. */
  readonly end: number;
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
  const boxes: FlameBox[] = above.map((node) => ({
    node,
    x: 0,
    width: pixels,
    level: node.level,
    above: true,
    rest: null,
  }));
  const origin = zoomed === null ? 0 : layout.nodes[zoomed].start;
  const total = zoomed === null ? layout.totalNs : layout.nodes[zoomed].width;
  if (total <= 0) return { boxes, tooNarrow: 0 };
  const scale = pixels / total;
  let tooNarrow = 0;
  const waiting: number[] = [];
  const open = (siblings: readonly number[]) => {
    // The widest come first: all that follow a narrow one are narrow, too, but for what is left out.
    const isHidden = (index: number) =>
      layout.nodes[index].isRest || layout.nodes[index].width * scale < NARROWEST_PIXELS;
    const at = siblings.findIndex(isHidden);
    const hidden = at < 0 ? [] : siblings.slice(at);
    waiting.push(...(at < 0 ? siblings : siblings.slice(0, at)).toReversed());
    if (hidden.length === 0) return;
    const node = layout.nodes[hidden[0]];
    const rest = restOf(layout, hidden);
    tooNarrow += hidden.reduce((sum, index) => sum + nodesIn(layout, index), 0);
    if (rest.ns * scale < NARROWEST_PIXELS) return;
    boxes.push({
      node,
      x: (node.start - origin) * scale,
      width: rest.ns * scale,
      level: node.level,
      above: false,
      rest,
    });
  };
  open(zoomed === null ? layout.roots : [zoomed]);
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const node = layout.nodes[index];
    const x = (node.start - origin) * scale;
    boxes.push({ node, x, width: node.width * scale, level: node.level, above: false, rest: null });
    open(node.children);
  }
  return { boxes, tooNarrow };
}

/** @param hidden the last of some siblings. */
function restOf({ nodes }: FlameLayout, hidden: readonly number[]): Rest {
  let functions = 0;
  let ns = 0;
  for (const index of hidden) {
    const { isRest, parent, width } = nodes[index];
    ns += width;
    functions += isRest && parent !== null ? (nodes[parent].source.omitted ?? 0) : 1;
  }
  return { functions, ns, end: hidden[hidden.length - 1] + 1 };
}

/** The node and all below it, without what stands for others. */
function nodesIn({ nodes }: FlameLayout, index: number): number {
  let sum = 0;
  const waiting = [index];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!nodes[next].isRest) sum++;
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
    const { isRest, width, children } = nodes[index];
    if (isRest) sum += width;
    waiting.push(...children);
  }
  return sum;
}
