import { Ancestors } from './ancestors.js';
import { UNREACHED_LEAF, depthFirst, leafNumber } from './depth-first.js';
import type { DepthFirst } from './depth-first.js';
import { NONE, hasAny, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { lengauerTarjan } from './lengauer-tarjan.js';
import { TICK_MASK, noTick, within } from './tick.js';
import type { Tick } from './tick.js';

/**
 * Which node keeps which alive by itself: without its dominator a node could not be reached. A virtual root, written as
 * nodeCount, dominates what no single node does.
 */
export interface DominatorTree {
  /** Immediate dominator of each node: nodeCount for the virtual root, NONE for nodes to which no root leads. */
  readonly dominator: Uint32Array;
  /** Bytes that would be free without the node: its own and those of all that it dominates; 0 if not reached. */
  readonly retainedBytes: Float64Array;
  /** Nodes that are counted in that. */
  readonly retainedCount: Uint32Array;
  /** Reached nodes in preorder of the tree: all that a node dominates follows it, retainedCount nodes with itself. */
  readonly order: Uint32Array;
  /** Place of each node in that order; NONE if not reached. */
  readonly position: Uint32Array;
}

/**
 * The dominator tree over edges that are not of `weak` kinds, and what each node retains. Nodes that hold nothing are on
 * no path to others, so the search for dominators goes without them; theirs is the nearest common dominator of those
 * that refer to them.
 */
export function dominatorTree(graph: HeapGraph, weak: EdgeKinds, tick: Tick = noTick): DominatorTree {
  return withSizes(graph, settled(graph, weak, within(tick, 0, 0.9)), within(tick, 0.9, 1));
}

// Each step hands on what the next one needs: the rest, much larger, is nobody's any more while that one works.

interface Settled extends Pick<DepthFirst, 'count' | 'number' | 'node'> {
  /** Immediate dominators of the numbered nodes, as numbers. */
  readonly inner: Int32Array;
}

function settled(graph: HeapGraph, weak: EdgeKinds, tick: Tick): Settled {
  const solution = solved(graph, weak, within(tick, 0, 0.8));
  settleLeaves(graph, weak, solution, within(tick, 0.8, 1));
  return solution;
}

function solved(graph: HeapGraph, weak: EdgeKinds, tick: Tick): Settled {
  const search = depthFirst(graph, weak, within(tick, 0, 0.5));
  const inner = lengauerTarjan(search, within(tick, 0.5, 1));
  const { count, number, node } = search;
  return { count, number, node, inner };
}

/** Makes the nearest common dominator of its predecessors what a leaf's number tells. */
function settleLeaves(
  { nodeCount, firstEdge, target, label, roots }: HeapGraph,
  weak: EdgeKinds,
  { number, inner }: Settled,
  tick: Tick,
): void {
  const isAnyWeak = hasAny(weak);
  const ancestors = new Ancestors(inner);
  for (const root of roots) if (number[root] < 0) number[root] = leafNumber(0);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & TICK_MASK) === 0) tick(node / nodeCount);
    const by = number[node];
    if (by <= 0) continue;
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const leaf = target[edge];
      const known = number[leaf];
      if (known >= 0 || (isAnyWeak && isAmong(weak, label[edge]))) continue;
      if (known === UNREACHED_LEAF) number[leaf] = leafNumber(by);
      else if (known !== leafNumber(0) && known !== leafNumber(by)) {
        number[leaf] = leafNumber(ancestors.nearestCommon(by, leafNumber(known)));
      }
    }
  }
}

function withSizes(
  { nodeCount, shallow }: HeapGraph,
  { count, number, node: nodeOf, inner }: Settled,
  tick: Tick,
): DominatorTree {
  const bytes = new Float64Array(count + 1);
  const counts = new Int32Array(count + 1);
  for (let at = 1; at <= count; at++) {
    bytes[at] = shallow[nodeOf[at]];
    counts[at] = 1;
  }
  for (let node = 0; node < nodeCount; node++) {
    if (number[node] >= UNREACHED_LEAF) continue;
    const above = leafNumber(number[node]);
    bytes[above] += shallow[node];
    counts[above]++;
  }
  for (let at = count; at > 0; at--) {
    bytes[inner[at]] += bytes[at];
    counts[inner[at]] += counts[at];
  }
  tick(0.5);

  const dominator = new Uint32Array(nodeCount).fill(NONE);
  const retainedBytes = new Float64Array(nodeCount);
  const retainedCount = new Uint32Array(nodeCount);
  const order = new Uint32Array(counts[0]);
  const position = new Uint32Array(nodeCount).fill(NONE);
  nodeOf[0] = nodeCount;
  // The next free place below each numbered node.
  const free = new Int32Array(count + 1);
  for (let at = 1; at <= count; at++) {
    const above = inner[at];
    const node = nodeOf[at];
    const place = free[above];
    free[above] = place + counts[at];
    free[at] = place + 1;
    order[place] = node;
    position[node] = place;
    dominator[node] = nodeOf[above];
    retainedBytes[node] = bytes[at];
    retainedCount[node] = counts[at];
  }
  for (let node = 0; node < nodeCount; node++) {
    if (number[node] >= UNREACHED_LEAF) continue;
    const above = leafNumber(number[node]);
    const place = free[above]++;
    order[place] = node;
    position[node] = place;
    dominator[node] = nodeOf[above];
    retainedBytes[node] = shallow[node];
    retainedCount[node] = 1;
  }
  return { dominator, retainedBytes, retainedCount, order, position };
}

/** Nodes that a node dominates immediately, or with nodeCount those that nothing but all roots together hold. */
export function dominatedBy({ order, position, retainedCount }: DominatorTree, node: number): number[] {
  const isRoot = node === position.length;
  let at = isRoot ? 0 : position[node] + 1;
  const end = isRoot ? order.length : position[node] + retainedCount[node];
  const children = [];
  // Not reached: NONE + 1 is beyond NONE + 0.
  while (at < end) {
    const child = order[at];
    children.push(child);
    at += retainedCount[child];
  }
  return children;
}

/** All that a node keeps alive, itself first, in preorder of the tree. A view: nothing is copied. */
export function retainedBy({ order, position, retainedCount }: DominatorTree, node: number): Uint32Array {
  const at = position[node];
  return order.subarray(at, at + retainedCount[node]);
}
