import { isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK } from './tick.js';
import type { Tick } from './tick.js';

/** Number of a node that holds nothing. */
export const LEAF = 0x7fff_ffff;

/**
 * A depth-first spanning tree of the nodes that hold something. They are numbered from 1 in the order in which they were
 * first seen; 0 is a virtual root that holds all roots.
 */
export interface DepthFirst {
  /** Numbered nodes. */
  readonly count: number;
  /** Number of each node; LEAF, or 0 where no root leads. */
  readonly number: Int32Array;
  /** Node of each number; entry 0 means nothing. */
  readonly node: Int32Array;
  /** Number of the parent in the tree, smaller than its own. */
  readonly parent: Int32Array;
}

/**
 * Most objects of a program hold nothing, and only those that do make the paths of others: the search leaves leaves out,
 * and edges of `weak` kinds.
 */
export function depthFirst(graph: HeapGraph, weak: EdgeKinds, tick: Tick): DepthFirst {
  const { firstEdge, target, label, roots } = graph;
  const { number, inner } = markLeaves(graph, weak);
  const nodeOf = new Int32Array(inner + 1);
  const parent = new Int32Array(inner + 1);
  // Where the search left off among the edges of each numbered node.
  const cursor = new Int32Array(inner + 1);
  let count = 0;
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
      while (edge < last && (number[target[edge]] !== 0 || isAmong(weak, label[edge]))) edge++;
      cursor[at] = edge + 1;
      if (edge === last) {
        at = parent[at];
        continue;
      }
      const child = target[edge];
      number[child] = ++count;
      nodeOf[count] = child;
      parent[count] = at;
      cursor[count] = firstEdge[child];
      at = count;
    }
  }
  return { count, number, node: nodeOf, parent };
}

function markLeaves(graph: HeapGraph, weak: EdgeKinds): { readonly number: Int32Array; readonly inner: number } {
  const { nodeCount, firstEdge, target, label } = graph;
  const number = new Int32Array(nodeCount);
  let inner = 0;
  for (let node = 0; node < nodeCount; node++) {
    const last = firstEdge[node + 1];
    let edge = firstEdge[node];
    while (edge < last && (target[edge] === node || isAmong(weak, label[edge]))) edge++;
    if (edge === last) number[node] = LEAF;
    else inner++;
  }
  return { number, inner };
}
