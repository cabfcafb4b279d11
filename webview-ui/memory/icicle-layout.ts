import type { DominatedNode } from '../../src/rpc/heap-contract.js';
import { arrowMove } from '../levels/arrow-move.js';

/** A node with its place: `start` and `width` in bytes from the left edge. */
export interface IcicleNode {
  readonly index: number;
  readonly source: DominatedNode;
  readonly start: number;
  readonly width: number;
  /** Indexes, widest first, left to right. */
  readonly children: readonly number[];
}

/** A rectangle in pixels; `rest` stands for all that is too narrow to be drawn, or left out, below one node. */
export interface IcicleBox {
  readonly index: number;
  readonly x: number;
  readonly width: number;
  readonly level: number;
  readonly rest: IcicleRest | null;
}

export interface IcicleRest {
  readonly objects: number;
  readonly bytes: number;
}

const NARROWEST_PIXELS = 1;

/** A child never reaches beyond the node above, whatever was recorded. @param nodes parents first, siblings largest first */
export function layOutIcicle(nodes: readonly DominatedNode[]): readonly IcicleNode[] {
  const made: (Omit<IcicleNode, 'children'> & { readonly children: number[] })[] = [];
  /** Where the next child of each node begins. */
  const free: number[] = [];
  for (const [index, source] of nodes.entries()) {
    const parent = made[source.parent];
    const start = parent === undefined ? 0 : free[parent.index];
    const room = parent === undefined ? source.retainedBytes : parent.start + parent.width - start;
    const width = Math.max(0, Math.min(source.retainedBytes, room));
    made.push({ index, source, start, width, children: [] });
    free.push(start);
    if (parent === undefined) continue;
    parent.children.push(index);
    free[parent.index] += width;
  }
  return made;
}

/** What is drawn on so many pixels. */
export function icicleBoxes(nodes: readonly IcicleNode[], pixels: number): readonly IcicleBox[] {
  const [root] = nodes;
  if (root === undefined || root.width <= 0) return [];
  const scale = pixels / root.width;
  const boxes: IcicleBox[] = [{ index: 0, x: 0, width: pixels, level: 0, rest: null }];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { source, children } = node;
    const isDrawn = (child: number) => nodes[child].width * scale >= NARROWEST_PIXELS;
    const drawn = children.filter(isDrawn);
    for (const child of drawn) {
      const { start, width } = nodes[child];
      boxes.push({ index: child, x: start * scale, width: width * scale, level: source.level + 1, rest: null });
      waiting.push(nodes[child]);
    }
    const hidden = children.filter((child) => !isDrawn(child));
    const bytes = source.omittedBytes + hidden.reduce((sum, child) => sum + nodes[child].width, 0);
    if (bytes * scale < NARROWEST_PIXELS) continue;
    const last = drawn.at(-1);
    const start = last === undefined ? node.start : nodes[last].start + nodes[last].width;
    const rest = { objects: source.omitted + hidden.length, bytes };
    boxes.push({ index: node.index, x: start * scale, width: bytes * scale, level: source.level + 1, rest });
  }
  return boxes;
}

/** The box under a point; boxes of a level do not overlap. */
export function icicleBoxAt(boxes: readonly IcicleBox[], x: number, level: number): IcicleBox | null {
  return boxes.find((box) => box.level === level && x >= box.x && x < box.x + Math.max(1, box.width)) ?? null;
}

/** Where an arrow leads: up to what keeps it, down to the largest that it keeps, left and right among its like. Null for nowhere. */
export function icicleMove(nodes: readonly IcicleNode[], from: number, key: string): number | null {
  const node = nodes[from];
  if (node === undefined) return null;
  const parent = node.source.parent < 0 ? null : node.source.parent;
  const siblings = nodes[node.source.parent]?.children ?? [from];
  return arrowMove({ node: from, parent, children: node.children, siblings }, key);
}

/** From the first node down to one, both included. */
export function icicleWay(nodes: readonly IcicleNode[], index: number): readonly IcicleNode[] {
  const way: IcicleNode[] = [];
  for (let node: IcicleNode | undefined = nodes[index]; node !== undefined; node = nodes[node.source.parent])
    way.push(node);
  return way.toReversed();
}
