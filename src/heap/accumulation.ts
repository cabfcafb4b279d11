import type { HeapGraph } from './graph.js';
import { dominatedBy } from './dominators.js';
import type { DominatorTree } from './dominators.js';
import { Role } from './program.js';
import type { Roles } from './program.js';

/** Much memory that one object holds. */
export interface Accumulation {
  /** The object whose clearing frees it. */
  readonly holder: number;
  /** Objects of one type that it holds, the largest first; empty for one large object and for chains. */
  readonly items: readonly number[];
  readonly shape: 'items' | 'chain' | 'single' | 'mixed';
  /** Bytes that it keeps, classes, functions and their constants left out. */
  readonly dataBytes: number;
}

export interface AccumulationOptions {
  /** What holds less is none. */
  readonly leastBytes: number;
  /** Namespaces and the program hold many unlike things by their nature: what is in them is looked at one by one. */
  readonly roles: Roles;
}

/** A holder hands most of what it has to one object: then that one is looked at instead. */
const MOST_OF_IT = 0.6;
/** A chain that is followed until half of it is gone is one: no link of it holds more than the next. */
const CHAIN_END = 0.5;
/** Fewer links are no chain. */
const LEAST_LINKS = 20;
const LEAST_ITEMS = 3;
const MOST_FOUND = 50;

/** Bytes of data that each node retains, the virtual root last: as `retainedBytes`, without those of the program itself. */
export function dataBytes(graph: HeapGraph, tree: DominatorTree, roles: Roles): Float64Array {
  const { order, dominator, retainedCount } = tree;
  const own = new Float64Array(graph.nodeCount + 1);
  // What a sealed node dominates follows it.
  let sealedUntil = 0;
  for (let at = 0; at < order.length; at++) {
    const node = order[at];
    if ((roles[node] & Role.sealed) !== 0) sealedUntil = Math.max(sealedUntil, at + retainedCount[node]);
    if (at >= sealedUntil && (roles[node] & Role.program) === 0) own[node] = graph.shallow[node];
  }
  for (let at = order.length - 1; at >= 0; at--) own[dominator[order[at]]] += own[order[at]];
  return own;
}

/**
 * Where memory gathers: the tree of dominators is followed from what is largest as long as one object has most of what the one
 * above has; where it spreads over many alike, their holder is found (the accumulation point of Eclipse Memory Analyzer's leak
 * suspects, https://help.eclipse.org/latest/topic/org.eclipse.mat.ui.help/tasks/runningleaksuspectreport.html).
 */
export function accumulations(
  graph: HeapGraph,
  tree: DominatorTree,
  data: Float64Array,
  options: AccumulationOptions,
): readonly Accumulation[] {
  const found: Accumulation[] = [];
  const todo = [graph.nodeCount];
  for (let node = todo.pop(); node !== undefined && found.length < MOST_FOUND; node = todo.pop()) {
    const next = look(node, graph, tree, data, options);
    if (next.found !== null) found.push({ ...next.found, dataBytes: data[next.found.holder] });
    todo.push(...next.further);
  }
  return found.toSorted((a, b) => b.dataBytes - a.dataBytes);
}

interface Look {
  readonly found: Omit<Accumulation, 'dataBytes'> | null;
  readonly further: readonly number[];
}

/** Follows one thing of the program down to where its memory spreads. */
function look(
  from: number,
  graph: HeapGraph,
  tree: DominatorTree,
  data: Float64Array,
  { leastBytes, roles }: AccumulationOptions,
): Look {
  // The virtual root is everybody's namespace.
  const spreads = (node: number) => node === graph.nodeCount || (roles[node] & (Role.namespace | Role.program)) !== 0;
  let node = from;
  let begin = from;
  let links = 0;
  for (;;) {
    const children = dominatedBy(tree, node).toSorted((a, b) => data[b] - data[a]);
    const large = children.filter((child) => data[child] >= leastBytes);
    if (spreads(node)) return { found: null, further: large };
    const [first] = children;
    if (first === undefined || data[first] < MOST_OF_IT * data[node]) {
      return spreadOut(node, children, large, graph, data);
    }
    links++;
    if (data[first] < CHAIN_END * data[begin]) {
      if (links >= LEAST_LINKS) return { found: { holder: begin, items: [], shape: 'chain' }, further: [] };
      begin = first;
      links = 0;
    }
    node = first;
  }
}

/** Of an object of which no other has most. */
function spreadOut(
  node: number,
  children: readonly number[],
  large: readonly number[],
  graph: HeapGraph,
  data: Float64Array,
): Look {
  if (graph.shallow[node] >= MOST_OF_IT * data[node]) {
    return { found: { holder: node, items: [], shape: 'single' }, further: [] };
  }
  const group = largestGroup(children, graph, data);
  const groupBytes = group.reduce((sum, child) => sum + data[child], 0);
  const below = children.reduce((sum, child) => sum + data[child], 0);
  if (group.length >= LEAST_ITEMS && groupBytes >= CHAIN_END * below) {
    const others = large.filter((child) => graph.type[child] !== graph.type[group[0]]);
    return { found: { holder: node, items: group, shape: 'items' }, further: others };
  }
  if (large.length > 0) return { found: null, further: large };
  return { found: { holder: node, items: children, shape: 'mixed' }, further: [] };
}

/** The children of that type which together have most. */
function largestGroup(children: readonly number[], graph: HeapGraph, data: Float64Array): readonly number[] {
  const sums = new Map<number, number>();
  for (const child of children) {
    const type = graph.type[child];
    sums.set(type, (sums.get(type) ?? 0) + data[child]);
  }
  let best = -1;
  for (const [type, sum] of sums) if (best < 0 || sum > (sums.get(best) ?? 0)) best = type;
  return children.filter((child) => graph.type[child] === best);
}
