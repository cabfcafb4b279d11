import { dominatedBy } from '../heap/dominators.js';
import { NONE } from '../heap/graph.js';
import { edgeText, typeName } from '../heap/snapshot-graph.js';
import type { Dominated, DominatedNode, DominatedQuery } from '../rpc/heap-contract.js';
import type { OpenHeap } from './heap-objects.js';
import { shown } from './heap-steps.js';

/** More than a screen has pixels for. */
const MOST_NODES = 5000;
/** Of one node: more cannot be told apart. */
const MOST_CHILDREN = 500;

/** Fewer links in a row are shown one by one. */
const LEAST_LINKS = 4;
/** A chain ends where a link keeps less than this share of what the first keeps: by then it is about something else. */
const CHAIN_END = 0.5;

type Building = { -readonly [Key in keyof DominatedNode]: DominatedNode[Key] };

/**
 * The dominator tree from a node on: what retains less than the least share of it is left out, and told as a sum. Level by level,
 * so that where there are too many nodes the deepest are left out.
 */
export function dominatedNodes(heap: OpenHeap, { node, levels, leastShare }: DominatedQuery): Dominated {
  const { tree, found } = heap;
  const first = node === null ? wholeHeap(heap) : describe(heap, node, -1, 0);
  const least = Math.max(1, leastShare * first.retainedBytes);
  const nodes: Building[] = [first];
  /** The last link of each. */
  const ends = [node === null ? found.graph.nodeCount : collapse(heap, first)];
  for (let at = 0; at < nodes.length; at++) {
    const above = nodes[at];
    const below = dominatedBy(tree, ends[at]);
    const isDeepest = above.level + 1 >= levels || nodes.length >= MOST_NODES;
    const shownBelow = isDeepest
      ? []
      : below
          .filter((child) => tree.retainedBytes[child] >= least)
          .toSorted((a, b) => tree.retainedBytes[b] - tree.retainedBytes[a] || a - b)
          .slice(0, MOST_CHILDREN);
    for (const child of shownBelow) {
      const made = describe(heap, child, at, above.level + 1);
      nodes.push(made);
      ends.push(collapse(heap, made));
    }
    const shownBytes = shownBelow.reduce((sum, child) => sum + tree.retainedBytes[child], 0);
    above.omitted = below.length - shownBelow.length;
    above.omittedBytes = Math.max(0, above.retainedBytes - above.shallowBytes - shownBytes);
  }
  return { nodes };
}

function describe({ found, tree }: OpenHeap, node: number, parent: number, level: number): Building {
  const { snapshot, graph } = found;
  return {
    node,
    parent,
    level,
    edge: shown(edgeTo(found, node)),
    type: shown(typeName(snapshot, graph, node)),
    repeats: 1,
    shallowBytes: graph.shallow[node],
    retainedBytes: tree.retainedBytes[node],
    retainedCount: tree.retainedCount[node],
    omitted: 0,
    omittedBytes: 0,
  };
}

/** Makes a node stand for all links alike that follow it. @returns the last of them, which is the node itself when it is no chain */
function collapse(heap: OpenHeap, first: Building): number {
  const { graph, reached } = heap.found;
  const least = CHAIN_END * first.retainedBytes;
  let { node: last, shallowBytes } = first;
  let links = 1;
  for (let next = largestBelow(heap, last); next !== NONE; next = largestBelow(heap, last)) {
    const isAlike =
      reached.parent[next] === last && graph.type[next] === graph.type[last] && hasSameEdge(heap, last, next);
    if (!isAlike || heap.tree.retainedBytes[next] < least) break;
    last = next;
    links++;
    shallowBytes += graph.shallow[next];
  }
  if (links < LEAST_LINKS) return first.node;
  first.repeats = links;
  first.shallowBytes = shallowBytes;
  return last;
}

function hasSameEdge({ found: { graph, reached } }: OpenHeap, one: number, other: number): boolean {
  const [first, second] = [reached.parentEdge[one], reached.parentEdge[other]];
  return first !== NONE && second !== NONE && graph.label[first] === graph.label[second];
}

/** The object right below that retains most; NONE where there is none. */
function largestBelow({ tree }: OpenHeap, node: number): number {
  const { order, position, retainedBytes, retainedCount } = tree;
  let best: number = NONE;
  const end = position[node] + retainedCount[node];
  for (let at = position[node] + 1; at < end; at += retainedCount[order[at]]) {
    if (best === NONE || retainedBytes[order[at]] > retainedBytes[best]) best = order[at];
  }
  return best;
}

/** The last edge of a shortest path; of the namespace of a root, with what that is: all modules have one of the same name. */
function edgeTo({ snapshot, graph, reached, rootNames }: OpenHeap['found'], node: number): string {
  const by = reached.parentEdge[node];
  if (by === NONE) return rootNames.get(node) ?? '';
  const text = edgeText(snapshot, graph.label[by]);
  const root = rootNames.get(reached.parent[node]);
  return root === undefined || text !== '.__dict__' ? text : `${root}${text}`;
}

function wholeHeap({ found, tree }: OpenHeap): Building {
  const retainedBytes = dominatedBy(tree, found.graph.nodeCount).reduce(
    (sum, node) => sum + tree.retainedBytes[node],
    0,
  );
  const retainedCount = tree.order.length;
  const nothing = { edge: '', type: '', repeats: 1, shallowBytes: 0, omitted: 0, omittedBytes: 0 };
  return { ...nothing, node: -1, parent: -1, level: 0, retainedBytes, retainedCount };
}
