import { Ancestors } from './ancestors.js';
import { UNREACHED_LEAF, depthFirst, leafNumber } from './depth-first.js';
import type { DepthFirst } from './depth-first.js';
import { NONE } from './graph.js';
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

type Settled = Pick<DepthFirst, 'count' | 'number' | 'node'> & {
  /** Immediate dominators of the numbered nodes, as numbers. */
  readonly inner: Int32Array;
};
type Solved = Settled & Pick<DepthFirst, 'pairs' | 'leafPairs'>;

function settled(graph: HeapGraph, weak: EdgeKinds, tick: Tick): Settled {
  const { count, number, node, inner, ...leaves } = solved(graph, weak, within(tick, 0, 0.8));
  settleLeaves({ number, inner, ...leaves }, within(tick, 0.8, 1));
  return { count, number, node, inner };
}

function solved(graph: HeapGraph, weak: EdgeKinds, tick: Tick): Solved {
  const search = depthFirst(graph, weak, within(tick, 0, 0.5));
  const inner = lengauerTarjan(search, within(tick, 0.5, 1));
  const { count, number, node, pairs, leafPairs } = search;
  return { count, number, node, inner, pairs, leafPairs };
}

/** Makes the predecessor that a leaf's number tells its dominator. */
function settleLeaves(
  { number, inner, pairs, leafPairs }: Pick<Solved, 'number' | 'inner' | 'pairs' | 'leafPairs'>,
  tick: Tick,
): void {
  const ancestors = new Ancestors(inner);
  for (let pair = 1; pair <= leafPairs; pair++) {
    if ((pair & TICK_MASK) === 0) tick(pair / leafPairs);
    const at = pairs.length - 2 * pair;
    const leaf = pairs[at + 1];
    const known = leafNumber(number[leaf]);
    number[leaf] = leafNumber(ancestors.nearestCommon(pairs[at], known));
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
