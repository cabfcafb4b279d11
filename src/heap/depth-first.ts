import { hasAny, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK } from './tick.js';
import type { Tick } from './tick.js';

/**
 * A depth-first spanning tree of the nodes that hold something, and all that the search for dominators asks of the edges
 * besides. Nodes are numbered from 1 in the order in which they were first seen; 0 is a virtual root that holds all roots.
 * Edges between them are looked at once, in the order of the search: where they lie in memory costs more than what is done
 * with them.
 */
export interface DepthFirst {
  /** Numbered nodes. */
  readonly count: number;
  /** By node: its number; 0 where no root leads; UNREACHED_LEAF for nodes that hold nothing, which are settled later. */
  readonly number: Int32Array;
  /** Node of each number; entry 0 means nothing. */
  readonly node: Int32Array;
  /** Number of the parent in the tree, smaller than its own. */
  readonly parent: Int32Array;
  /** Smallest number of a predecessor; 0 for roots. Others with a number smaller than its own matter to nobody. */
  readonly semi: Int32Array;
  /**
   * Predecessors with a greater number, as linked lists: `late[number]` is the first entry, or 0. Entry e is
   * [number of the predecessor, next entry or 0], at pairs[2 * e].
   */
  readonly late: Int32Array;
  readonly pairs: Int32Array;
}

/** What stands for a leaf under a numbered node: a negative number. Applied again it gives that node back. */
export function leafNumber(predecessor: number): number {
  return -2 - predecessor;
}

/** Of a leaf to which no root leads, as far as is known. */
export const UNREACHED_LEAF = -1;

/**
 * Most objects of a program hold nothing, and only those that do make the paths of others: leaves are told apart from the
 * tree. Edges of `weak` kinds are left out.
 */
export function depthFirst(graph: HeapGraph, weak: EdgeKinds, tick: Tick): DepthFirst {
  const { firstEdge, target, label, roots, edgeCount } = graph;
  const isAnyWeak = hasAny(weak);
  const { number, inner } = markLeaves(graph, weak);
  const nodeOf = new Int32Array(inner + 1);
  const parent = new Int32Array(inner + 1);
  const semi = new Int32Array(inner + 1);
  const late = new Int32Array(inner + 1);
  // Pages that nobody writes to are not backed by memory. Entry 0 is no entry.
  const pairs = new Int32Array(2 * (edgeCount + 1));
  // Where the search left off among the edges of each numbered node.
  const cursor = new Int32Array(inner + 1);
  let count = 0;
  let lateCount = 0;
  let until = TICK_MASK;
  for (const root of roots) {
    if (number[root] !== 0) continue;
    number[root] = ++count;
    nodeOf[count] = root;
    cursor[count] = firstEdge[root];
    let at = count;
    while (at !== 0) {
      if (--until === 0) {
        until = TICK_MASK;
        tick(count / inner);
      }
      const last = firstEdge[nodeOf[at] + 1];
      let edge = cursor[at];
      let child = -1;
      for (; edge < last; edge++) {
        if (isAnyWeak && isAmong(weak, label[edge])) continue;
        const node = target[edge];
        const to = number[node];
        if (to === 0) {
          child = node;
          break;
        }
        if (to > at) {
          // A descendant. What is above looks at its remaining edges later, so the last one to say so is the smallest.
          semi[to] = at;
        } else if (to > 0) {
          lateCount++;
          pairs[2 * lateCount] = at;
          pairs[2 * lateCount + 1] = late[to];
          late[to] = lateCount;
        }
      }
      cursor[at] = edge + 1;
      if (child < 0) {
        at = parent[at];
        continue;
      }
      number[child] = ++count;
      nodeOf[count] = child;
      parent[count] = at;
      semi[count] = at;
      cursor[count] = firstEdge[child];
      at = count;
    }
  }
  // A root that an earlier one led to is a root all the same.
  for (const root of roots) if (number[root] > 0) semi[number[root]] = 0;
  return { count, number, node: nodeOf, parent, semi, late, pairs };
}

/** UNREACHED_LEAF for nodes that hold nothing but themselves, 0 for the others, and how many those are. */
function markLeaves(graph: HeapGraph, weak: EdgeKinds): { readonly number: Int32Array; readonly inner: number } {
  const { nodeCount, firstEdge, target, label } = graph;
  const isAnyWeak = hasAny(weak);
  const number = new Int32Array(nodeCount);
  let inner = 0;
  for (let node = 0; node < nodeCount; node++) {
    const last = firstEdge[node + 1];
    let edge = firstEdge[node];
    for (; edge < last; edge++) if (target[edge] !== node && !(isAnyWeak && isAmong(weak, label[edge]))) break;
    if (edge === last) number[node] = UNREACHED_LEAF;
    else inner++;
  }
  return { number, inner };
}
