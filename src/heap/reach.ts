import { NONE, hasAny, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import { TICK_MASK, noTick } from './tick.js';
import type { Tick } from './tick.js';

/** How the roots reach each node by as few edges as can be. */
export interface Reach {
  /** Edges from the nearest root, 0 for roots; NONE where no root leads. */
  readonly distance: Uint32Array;
  /** Edge by which a shortest path comes to the node; NONE for roots and for nodes that were not reached. */
  readonly parentEdge: Uint32Array;
  /** Node which that edge leaves. */
  readonly parent: Uint32Array;
  /** Nodes that were reached. */
  readonly count: number;
}

/** One way from a root to a node: nodes[0] is the root, edges[i] leads from nodes[i] to nodes[i + 1]. */
export interface HoldingPath {
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
}

/**
 * Breadth-first search over edges that are not of `weak` kinds. Among shortest paths that of the earlier root, and then of
 * the earlier edge, is taken.
 */
export function reach(graph: HeapGraph, weak: EdgeKinds, tick: Tick = noTick): Reach {
  const { nodeCount, roots } = graph;
  const nothing = {
    distance: new Uint32Array(nodeCount).fill(NONE),
    parentEdge: new Uint32Array(nodeCount).fill(NONE),
    parent: new Uint32Array(nodeCount).fill(NONE),
    count: 0,
  };
  return search(graph, weak, nothing, roots, tick);
}

/**
 * What is reached when roots are added that were not reached; what was reached stays as it is.
 *
 * @param before its columns become those of the result
 */
export function reachFurther(
  graph: HeapGraph,
  weak: EdgeKinds,
  before: Reach,
  more: Uint32Array,
  tick: Tick = noTick,
): Reach {
  return search(graph, weak, before, more, tick);
}

function search(
  graph: HeapGraph,
  weak: EdgeKinds,
  { distance, parentEdge, parent, count }: Reach,
  roots: Uint32Array,
  tick: Tick,
): Reach {
  const { nodeCount, firstEdge, target, label } = graph;
  const isAnyWeak = hasAny(weak);
  const { seen, holding, holdingCount } = bitsOfNodes(firstEdge, distance, nodeCount);
  const queue = new Uint32Array(holdingCount);
  let end = 0;
  let reached = count;
  for (const root of roots) {
    if (distance[root] !== NONE) continue;
    distance[root] = 0;
    seen[root >>> 5] |= 1 << root;
    reached++;
    if (((holding[root >>> 5] >>> root) & 1) !== 0) queue[end++] = root;
  }
  for (let at = 0; at < end; at++) {
    if ((at & TICK_MASK) === 0) tick(reached / nodeCount);
    const node = queue[at];
    const next = distance[node] + 1;
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const to = target[edge];
      const word = to >>> 5;
      const bits = seen[word];
      if (((bits >>> to) & 1) !== 0 || (isAnyWeak && isAmong(weak, label[edge]))) continue;
      seen[word] = bits | (1 << to);
      distance[to] = next;
      parentEdge[to] = edge;
      parent[to] = node;
      reached++;
      if (((holding[word] >>> to) & 1) !== 0) queue[end++] = to;
    }
  }
  return { distance, parentEdge, parent, count: reached };
}

/** A bit for each node: small enough for the processor's caches, where the columns are not. */
function bitsOfNodes(firstEdge: Uint32Array, distance: Uint32Array, nodeCount: number) {
  const words = (nodeCount >>> 5) + 1;
  /** Whether the node was reached. */
  const seen = new Int32Array(words);
  /** Whether it refers to anything. */
  const holding = new Int32Array(words);
  let holdingCount = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (distance[node] !== NONE) seen[node >>> 5] |= 1 << node;
    if (firstEdge[node] === firstEdge[node + 1]) continue;
    holding[node >>> 5] |= 1 << node;
    holdingCount++;
  }
  return { seen, holding, holdingCount };
}

/** The shortest path to a node, or null where no root leads. */
export function shortestPath({ distance, parentEdge, parent }: Reach, node: number): HoldingPath | null {
  const length = distance[node];
  if (length === NONE) return null;
  const nodes = new Uint32Array(length + 1);
  const edges = new Uint32Array(length);
  let at = node;
  for (let step = length; step > 0; step--) {
    nodes[step] = at;
    edges[step - 1] = parentEdge[at];
    at = parent[at];
  }
  nodes[0] = at;
  return { nodes, edges };
}

/** A path and one edge more. No function is called with all of them: a path may lead along a chain. */
export function longerPath({ nodes, edges }: HoldingPath, edge: number, to: number): HoldingPath {
  const longer = { nodes: new Uint32Array(nodes.length + 1), edges: new Uint32Array(edges.length + 1) };
  longer.nodes.set(nodes);
  longer.nodes[nodes.length] = to;
  longer.edges.set(edges);
  longer.edges[edges.length] = edge;
  return longer;
}
