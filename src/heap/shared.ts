import type { AccumulationOptions } from './accumulation.js';
import { freedBy } from './cut.js';
import type { Freed } from './cut.js';
import { retainedBy } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { edgeSets } from './edge-sets.js';
import { NONE } from './graph.js';
import type { HeapGraph } from './graph.js';
import { Role } from './program.js';
import type { Reach } from './reach.js';

/** Many objects of one type that several others hold at once, so that none of these has them for itself. */
export interface Shared {
  /** Those that hold them: first the one that the shortest paths come through. None where no root leads to them. */
  readonly holders: readonly number[];
  /** The largest first. */
  readonly items: readonly number[];
  /** Bytes of data that they keep. */
  readonly dataBytes: number;
  /** Something else holds them, too, each by another: `holders` are not all. */
  readonly isHeldElsewhere: boolean;
  /** What clearing them out of all who hold them frees. */
  readonly freed: Freed;
}

const LEAST_ITEMS = 3;
/** An object that holds so many of them is one of the holders. */
const MANY = 0.5;
const MOST_HOLDERS = 5;

/**
 * Objects that only a namespace, or nothing but all roots together, dominate are grouped by their type and by the object that
 * the shortest path to them comes through. Each is too small to be found by itself.
 */
export function sharedAccumulations(
  graph: HeapGraph,
  tree: DominatorTree,
  reached: Reach,
  data: Float64Array,
  { leastBytes, roles }: AccumulationOptions,
  isOfClass: (node: number) => boolean = () => true,
): readonly Shared[] {
  const isLoose = (node: number) => {
    const above = tree.dominator[node];
    if (data[node] >= leastBytes || roles[node] !== 0) return false;
    return above === graph.nodeCount || (roles[above] & Role.namespace) !== 0;
  };
  const types = graph.type.reduce((most, type) => Math.max(most, type), 0) + 1;
  const keyOf = (node: number) => reached.parent[node] * types + graph.type[node];
  const sums = new Map<number, number>();
  for (const node of tree.order) {
    if (!isLoose(node)) continue;
    const key = keyOf(node);
    sums.set(key, (sums.get(key) ?? 0) + data[node]);
  }
  const groups = new Map<number, number[]>();
  for (const [key, bytes] of sums) if (bytes >= leastBytes) groups.set(key, []);
  if (groups.size > 0) for (const node of tree.order) if (isLoose(node)) groups.get(keyOf(node))?.push(node);
  const byParent = [...groups].map(([, items]) => {
    const first = reached.parent[items[0]];
    return { items, holders: first === NONE ? [] : [first, ...othersThatHold(graph, items, first)] };
  });
  const byRegistry = registered(graph, tree.order, leastBytes, {
    isLoose: (node) => isLoose(node) && isOfClass(node) && !groups.has(keyOf(node)),
    data,
  });
  return [...byParent, ...byRegistry]
    .filter(({ items }) => items.length >= LEAST_ITEMS)
    .map(({ items, holders }) => {
      const bytes = items.reduce((sum, item) => sum + data[item], 0);
      const sorted = items.toSorted((a, b) => data[b] - data[a]);
      const cleared = freedWithout(graph, holders, items);
      const isHeldElsewhere = cleared === null ? holders.length > 0 : cleared.bytes < bytes / 2;
      const freed = cleared === null || isHeldElsewhere ? retainedByAll(graph, tree, items) : cleared;
      return { holders, items: sorted, dataBytes: bytes, isHeldElsewhere, freed };
    });
}

/**
 * Objects of a class each of which something else of its own holds by the shortest path, such as the frame of a thread, while
 * something holds them all.
 */
function registered(
  graph: HeapGraph,
  order: Uint32Array,
  leastBytes: number,
  { isLoose, data }: { readonly isLoose: (node: number) => boolean; readonly data: Float64Array },
): readonly Pick<Shared, 'holders' | 'items'>[] {
  const byType = new Map<number, { items: number[]; bytes: number }>();
  for (const node of order) {
    if (!isLoose(node)) continue;
    const group = byType.get(graph.type[node]) ?? { items: [], bytes: 0 };
    group.items.push(node);
    group.bytes += data[node];
    byType.set(graph.type[node], group);
  }
  return [...byType.values()]
    .filter(({ bytes }) => bytes >= leastBytes)
    .map(({ items }) => ({ items, holders: othersThatHold(graph, items, NONE) }))
    .filter(({ holders }) => holders.length > 0);
}

/** Objects that refer to many of the items, besides the first; those with most of them first. */
function othersThatHold(graph: HeapGraph, items: readonly number[], first: number): readonly number[] {
  const isItem = new Uint8Array(graph.nodeCount);
  for (const item of items) isItem[item] = 1;
  const counts: (readonly [node: number, count: number])[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (node === first) continue;
    let count = 0;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++)
      count += isItem[graph.target[edge]];
    if (count >= MANY * items.length) counts.push([node, count]);
  }
  return counts
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_HOLDERS - 1)
    .map(([node]) => node);
}

/** Null where nobody holds them: they are roots themselves, cycles or held from C. */
function freedWithout(graph: HeapGraph, holders: readonly number[], items: readonly number[]): Freed | null {
  if (holders.length === 0) return null;
  const isItem = new Uint8Array(graph.nodeCount);
  for (const item of items) isItem[item] = 1;
  const cut: number[] = [];
  for (const holder of holders) {
    for (let edge = graph.firstEdge[holder]; edge < graph.firstEdge[holder + 1]; edge++) {
      if (isItem[graph.target[edge]] === 1) cut.push(edge);
    }
  }
  return freedBy(graph, edgeSets.weak, cut);
}

function retainedByAll(graph: HeapGraph, tree: DominatorTree, items: readonly number[]): Freed {
  const isFreed = new Uint8Array(graph.nodeCount);
  let [bytes, count] = [0, 0];
  for (const item of items) {
    bytes += tree.retainedBytes[item];
    count += tree.retainedCount[item];
    for (const node of retainedBy(tree, item)) isFreed[node] = 1;
  }
  return { bytes, count, isFreed };
}
