import type { TreeNode } from '../../src/store/api.js';
import { functionsLeftOut } from './rest.js';

/** A node of the flame graph with its place: `start` and `width` in nanoseconds from the left edge of all. */
export interface FlameNode {
  /** Index in the list of all nodes; parents come before their children. */
  readonly index: number;
  readonly parent: number | null;
  readonly level: number;
  readonly start: number;
  readonly width: number;
  readonly source: TreeNode;
  /** Stands for what its caller called besides, all of it left out of the tree. The last of its siblings. */
  readonly isRest: boolean;
  /** Indexes, widest first, left to right. */
  readonly children: readonly number[];
}

export interface FlameLayout {
  readonly nodes: readonly FlameNode[];
  readonly roots: readonly number[];
  /** Time of all roots together. */
  readonly totalNs: number;
  readonly depth: number;
}

type Building = Omit<FlameNode, 'children'> & { readonly children: number[] };

/**
 * Left heavy: at every level the widest first, then what is left out as one node, so that a node's children are as wide as
 * the time it did not spend itself. A child never reaches beyond its parent, whatever was recorded.
 */
export function layOut(roots: readonly TreeNode[]): FlameLayout {
  const nodes: Building[] = [];
  const rootIndexes: number[] = [];
  const totalNs = roots.reduce((sum, { totalNs: own }) => sum + Math.max(0, own), 0);
  place(nodes, rootIndexes, roots, null, 0, totalNs);
  let depth = 0;
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (node.isRest) continue;
    depth = Math.max(depth, node.level + 1);
    place(nodes, node.children, node.source.children, node, node.start, node.width);
  }
  return { nodes, roots: rootIndexes, totalNs, depth };
}

function place(
  nodes: Building[],
  indexes: number[],
  sources: readonly TreeNode[],
  parent: Building | null,
  start: number,
  room: number,
): void {
  let at = start;
  for (const source of sources.toSorted((a, b) => b.totalNs - a.totalNs || a.functionId - b.functionId)) {
    const width = Math.min(Math.max(0, source.totalNs), start + room - at);
    const index = nodes.length;
    const level = parent === null ? 0 : parent.level + 1;
    nodes.push({ index, parent: parent?.index ?? null, level, start: at, width, source, isRest: false, children: [] });
    indexes.push(index);
    at += width;
  }
  if (parent === null) return;
  const left = Math.min(leftNs(parent.source), start + room - at);
  if (left < 1) return;
  const source = { ...nothing, qualname: functionsLeftOut(parent.source.omitted ?? 0), selfNs: left, totalNs: left };
  const index = nodes.length;
  const level = parent.level + 1;
  nodes.push({ index, parent: parent.index, level, start: at, width: left, source, isRest: true, children: [] });
  indexes.push(index);
}

/** Function id of nodes that stand for several. */
const REST_ID = -1;

const nothing: TreeNode = {
  functionId: REST_ID,
  qualname: '',
  file: '',
  line: 0,
  calls: 0,
  selfNs: 0,
  totalNs: 0,
  children: [],
};

/** Time in what a node called that is not among its children. */
function leftNs({ selfNs, totalNs, children }: TreeNode): number {
  return totalNs - selfNs - children.reduce((sum, child) => sum + Math.max(0, child.totalNs), 0);
}

/** From the root down to the node, itself included. */
export function pathTo({ nodes }: FlameLayout, index: number): readonly FlameNode[] {
  const path: FlameNode[] = [];
  for (let node: FlameNode | undefined = nodes[index]; node !== undefined;) {
    path.push(node);
    node = node.parent === null ? undefined : nodes[node.parent];
  }
  return path.toReversed();
}

/** The functions from the root down: by it a node is found again in a newer tree. */
export function functionPath(layout: FlameLayout, index: number): readonly number[] {
  return pathTo(layout, index).map(({ source }) => source.functionId);
}

/** The node at the end of the path; null when the tree has it no more. */
export function findPath({ nodes, roots }: FlameLayout, path: readonly number[]): number | null {
  let among = roots;
  let found: number | null = null;
  for (const functionId of path) {
    found = among.find((index) => nodes[index].source.functionId === functionId) ?? null;
    if (found === null) return null;
    among = nodes[found].children;
  }
  return found;
}
