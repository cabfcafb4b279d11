import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import type { DominatorTree } from './dominators.js';
import { shortestPath } from './reach.js';
import type { HoldingPath, Reach } from './reach.js';
import { attributeOfKey, edgeText, labelText, placeOfNode, typeName } from './snapshot-graph.js';
import type { SnapshotGraph, SourcePlace } from './snapshot-graph.js';

/** One step of a path from a root to what is held. */
export interface PathStep {
  /** How the step before leads here, as Python would write it: `.name`, `['key']`; of the first, what the root is. */
  readonly edge: string;
  /** How often in a row: above 1 for a chain that was collapsed. */
  readonly repeats: number;
  readonly type: string;
  readonly node: number;
  /** Of a chain the first of its objects; else the same as `node`. */
  readonly first: number;
  /** Where the object stands in the source, or the class it is of. */
  readonly place: SourcePlace | null;
  /** The last step to the object that gathers the memory: clearing it frees all. */
  readonly isHolder: boolean;
}

/** Links alike in a row from which on they are shown as one. */
const CHAIN = 3;

/** A path from a root to a holder, and on to where the memory is within one of its items. */
export function holdingPath(
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  holder: number,
  payload: number,
): readonly PathStep[] {
  return pathThrough(found, reached, tree, holder, payload, 0);
}

/** A path from a root to one of several items that more than one object holds, and on to where its memory is. */
export function sharedPath(
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  item: number,
  payload: number,
): readonly PathStep[] {
  // Of an item that is a root itself nothing holds it but that.
  return pathThrough(found, reached, tree, item, payload, 1);
}

/** @param stepsUp from the object to the one that is shown as the holder */
function pathThrough(
  found: SnapshotGraph,
  reached: Reach,
  tree: DominatorTree,
  object: number,
  payload: number,
  stepsUp: number,
): readonly PathStep[] {
  const above = shortestPath(reached, object);
  if (above === null) return [];
  const below = pathWithin(found, tree, object, payload);
  const nodes = [...above.nodes, ...below.nodes.subarray(1)];
  return stepsOf(found, nodes, [...above.edges, ...below.edges], Math.max(0, above.nodes.length - 1 - stepsUp));
}

/** The heaviest object at each step down the tree of dominators, as long as it has half of what the one above has. */
export function payloadOf(tree: DominatorTree, data: Float64Array, item: number): number {
  let node = item;
  for (;;) {
    let best = NONE;
    const end = tree.position[node] + tree.retainedCount[node];
    for (let at = tree.position[node] + 1; at < end; at += tree.retainedCount[tree.order[at]]) {
      const child = tree.order[at];
      if (best === NONE || data[child] > data[best]) best = child;
    }
    if (best === NONE || data[best] < data[node] / 2) return node;
    node = best;
  }
}

/** A shortest path between two nodes, of which the first dominates the second, through what the first dominates. */
function pathWithin({ graph }: SnapshotGraph, tree: DominatorTree, from: number, to: number): HoldingPath {
  const begin = tree.position[from];
  const size = tree.retainedCount[from];
  const parent = new Int32Array(size).fill(-1);
  const by = new Uint32Array(size);
  const queue = new Uint32Array(size);
  let end = 1;
  parent[0] = 0;
  const goal = tree.position[to] - begin;
  for (let at = 0; at < end && parent[goal] < 0; at++) {
    const node = tree.order[begin + queue[at]];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const place = tree.position[graph.target[edge]];
      if (place === NONE || place < begin || place - begin >= size || parent[place - begin] >= 0) continue;
      parent[place - begin] = queue[at];
      by[place - begin] = edge;
      queue[end++] = place - begin;
    }
  }
  const nodes: number[] = [];
  const edges: number[] = [];
  for (let at = goal; at !== 0; at = parent[at]) {
    nodes.push(tree.order[begin + at]);
    edges.push(by[at]);
  }
  nodes.push(from);
  return { nodes: Uint32Array.from(nodes.toReversed()), edges: Uint32Array.from(edges.toReversed()) };
}

/**
 * Joins `x.__dict__` and `['name']` to `.name`, and links alike in a row to one step.
 *
 * @param holder index into `nodes`; NONE where no step is the holder.
 */
export function stepsOf(
  found: SnapshotGraph,
  nodes: ArrayLike<number>,
  edges: ArrayLike<number>,
  holder: number,
): PathStep[] {
  const { snapshot, graph, rootNames } = found;
  const root = nodes[0];
  const result: PathStep[] = [step(found, root, rootNames.get(root) ?? '?', holder === 0)];
  for (let at = 0; at < edges.length; at++) {
    const label = graph.label[edges[at]];
    // The holder may be the __dict__ itself: then the step to it stays.
    const name =
      at + 1 < edges.length && at + 1 !== holder ? attributeName(found, label, graph.label[edges[at + 1]]) : '';
    if (name !== '') at++;
    const edge = name === '' ? edgeText(snapshot, label) : `.${name}`;
    result.push(step(found, nodes[at + 1], edge, at + 1 === holder));
  }
  return collapsed(result);
}

/** The name of an attribute that two steps lead to, `x.__dict__` and `['name']`; '' where they do not. */
function attributeName({ snapshot }: SnapshotGraph, label: number, next: number): string {
  const isDict = kindOf(label) === HeapEdgeKind.attribute && labelText(snapshot, label) === '__dict__';
  if (!isDict || kindOf(next) !== HeapEdgeKind.key) return '';
  return attributeOfKey(labelText(snapshot, next)) ?? '';
}

/** Steps alike in a row, by the same edge to the same type, become one with their number and the last object. */
function collapsed(steps: readonly PathStep[]): PathStep[] {
  const result: PathStep[] = [];
  for (let at = 0; at < steps.length;) {
    let end = at + 1;
    while (end < steps.length && areAlike(steps[at], steps[end])) end++;
    if (end - at >= CHAIN) result.push({ ...steps[end - 1], repeats: end - at, first: steps[at].node });
    else result.push(...steps.slice(at, end));
    at = end;
  }
  return result;
}

function areAlike(one: PathStep, other: PathStep): boolean {
  return !one.isHolder && !other.isHolder && one.edge === other.edge && one.type === other.type;
}

function step(found: SnapshotGraph, node: number, edge: string, isHolder: boolean): PathStep {
  const { snapshot, graph } = found;
  const type = typeName(snapshot, graph, node);
  return { edge, repeats: 1, type, node, first: node, place: placeOf(found, node), isHolder };
}

/** Of the object itself, else of its class. */
function placeOf({ snapshot, graph }: SnapshotGraph, node: number): SourcePlace | null {
  const own = placeOfNode(snapshot, node);
  if (own !== null) return own;
  const type = snapshot.types[graph.type[node]];
  return type === undefined || type.file === null ? null : { file: type.file, line: type.line, name: type.name };
}

/** By words that are recorded: a map, which has nothing besides. */
const namesOfRoots: ReadonlyMap<string, string> = new Map([
  ['held from C', 'C code'],
  ['unreachable cycle', 'nothing but each other'],
  ['held by the interpreter', 'the interpreter'],
]);

/** Whether the name of a root says no more than that no Python object holds it. */
export function isUnexplained(root: string): boolean {
  return namesOfRoots.has(root);
}

/** `astroid.manager.MANAGER._mod_file_cache`: the path to the holder in one word. */
export function holderName(path: readonly PathStep[]): string {
  const end = path.findIndex(({ isHolder }) => isHolder);
  return pathName(path.slice(0, end < 0 ? path.length : end + 1));
}

/** The same of all steps. */
export function pathName([root, ...rest]: readonly { readonly edge: string }[]): string {
  if (root === undefined) return 'what no root leads to';
  const start = namesOfRoots.get(root.edge) ?? root.edge.replace(/^module /, '');
  return start + rest.map(({ edge }) => (/^[.[]/.test(edge) ? edge : ` ${edge} `)).join('');
}
