import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import type { DominatorTree } from './dominators.js';
import { longerPath } from './reach.js';
import type { HoldingPath } from './reach.js';
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

/** The way from a root to a node that is shown; null where no root leads. */
export type WayTo = (node: number) => HoldingPath | null;

/** A path from a root to a holder, and on to where the memory is within one of its items. */
export function holdingPath(
  found: SnapshotGraph,
  wayTo: WayTo,
  tree: DominatorTree,
  holder: number,
  payload: number,
): readonly PathStep[] {
  return pathThrough(found, wayTo(holder), tree, holder, payload, 0);
}

/** A path from a root to one of several items that more than one object holds, and on to where its memory is. */
export function sharedPath(
  found: SnapshotGraph,
  wayTo: WayTo,
  tree: DominatorTree,
  item: number,
  payload: number,
  holder = NONE,
): readonly PathStep[] {
  const above = throughHolder(found, wayTo, holder, item) ?? wayTo(item);
  // Of an item that is a root itself nothing holds it but that.
  return pathThrough(found, above, tree, item, payload, 1);
}

/** The way to an item through one of its holders; null where it would go through the item itself. */
function throughHolder(
  { graph, reached }: SnapshotGraph,
  wayTo: WayTo,
  holder: number,
  item: number,
): HoldingPath | null {
  if (holder === NONE || reached.parent[item] === holder) return null;
  const way = wayTo(holder);
  if (way === null || way.nodes.includes(item)) return null;
  for (let edge = graph.firstEdge[holder]; edge < graph.firstEdge[holder + 1]; edge++) {
    if (graph.target[edge] !== item) continue;
    return longerPath(way, edge, item);
  }
  return null;
}

/** @param stepsUp from the object to the one that is shown as the holder */
function pathThrough(
  found: SnapshotGraph,
  above: HoldingPath | null,
  tree: DominatorTree,
  object: number,
  payload: number,
  stepsUp: number,
): readonly PathStep[] {
  if (above === null) return [];
  const below = pathWithin(found, tree, object, payload);
  const nodes = [...above.nodes, ...below.nodes.subarray(1)];
  return stepsOf(found, nodes, [...above.edges, ...below.edges], Math.max(0, above.nodes.length - 1 - stepsUp));
}

/** The parent that a part refers to, of what it alone keeps; else the part itself. */
export function wholeOf({ graph, snapshot }: SnapshotGraph, tree: DominatorTree, part: number): number {
  const begin = tree.position[part];
  for (let edge = graph.firstEdge[part]; edge < graph.firstEdge[part + 1]; edge++) {
    const place = tree.position[graph.target[edge]];
    const isKept = place !== NONE && place > begin && place < begin + tree.retainedCount[part];
    if (isKept && parentName.test(edgeText(snapshot, graph.label[edge]))) return graph.target[edge];
  }
  return part;
}

/** `.parent`, also as a key of a `__dict__`. */
const parentName = /^(?:\.|\[')_?parent(?:_?node)?(?:'\])?$/i;

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
  const root = nodes[0];
  const result: PathStep[] = [step(found, root, found.rootNames.get(root) ?? '?', holder === 0)];
  for (let at = 0; at < edges.length; at++) {
    // The holder may be the __dict__ itself: then the step to it stays.
    const name =
      at + 1 < edges.length && at + 1 !== holder ? attributeName(found, nodes[at], edges[at], edges[at + 1]) : '';
    if (name !== '') at++;
    const edge = name === '' ? edgeOf(found, edges[at], nodes[at]) : `.${name}`;
    result.push(step(found, nodes[at + 1], edge, at + 1 === holder));
  }
  return collapsed(result);
}

/** Objects of asyncio are of C, which tells no names: what each attribute is tells its type. */
const attributesOfFutures: readonly (readonly [type: RegExp, attribute: string])[] = [
  [/^list$/, '._callbacks'],
  // Of the exception, kept beside it.
  [/^traceback$/, '._exception.__traceback__'],
  [/^(?:coroutine|generator)$/, '._coro'],
  [/(?:Error|Exception)$/, '._exception'],
  [/EventLoop$/, '._loop'],
];

function edgeOf({ snapshot, graph }: SnapshotGraph, edge: number, owner: number): string {
  const label = graph.label[edge];
  if (
    kindOf(label) === HeapEdgeKind.reference &&
    /^_asyncio\.(?:Future|Task)$/.test(typeName(snapshot, graph, owner))
  ) {
    const type = typeName(snapshot, graph, graph.target[edge]);
    const known = attributesOfFutures.find(([pattern]) => pattern.test(type));
    if (known !== undefined) return known[1];
  }
  return edgeText(snapshot, label);
}

/** The name of an attribute that two steps lead to, `x.__dict__` and `['name']`; '' where they do not. */
function attributeName(found: SnapshotGraph, owner: number, edge: number, next: number): string {
  const label = found.graph.label[next];
  if (kindOf(label) !== HeapEdgeKind.key || !isToAttributes(found, owner, edge)) return '';
  return attributeOfKey(labelText(found.snapshot, label)) ?? '';
}

/** To a `__dict__`; where nothing tells its name, to a dict that an object of a class in Python has besides its attributes. */
export function isToAttributes({ snapshot, graph }: SnapshotGraph, owner: number, edge: number): boolean {
  const label = graph.label[edge];
  if (kindOf(label) === HeapEdgeKind.attribute) return labelText(snapshot, label) === '__dict__';
  if (kindOf(label) !== HeapEdgeKind.reference) return false;
  const file = snapshot.types[graph.type[owner]]?.file ?? '';
  return file.endsWith('.py') && typeName(snapshot, graph, graph.target[edge]) === 'dict';
}

/** The object that a node is the `__dict__` of and that alone keeps it; else the node itself. */
export function ownerOf(found: SnapshotGraph, tree: DominatorTree, node: number): number {
  const { graph } = found;
  const owner = tree.dominator[node];
  if (owner === graph.nodeCount || typeName(found.snapshot, graph, node) !== 'dict') return node;
  for (let edge = graph.firstEdge[owner]; edge < graph.firstEdge[owner + 1]; edge++) {
    if (graph.target[edge] === node) return isToAttributes(found, owner, edge) ? owner : node;
  }
  return node;
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

/** The thread whose running frame a root is, by the root's name; null where it is none. */
export function threadOfFrame(root: string): string | null {
  return /^running frame of (.*)$/s.exec(root)?.[1] ?? null;
}

/** Whether the name of a root says no more than that no Python object holds it. */
export function isUnexplained(root: string): boolean {
  return namesOfRoots.has(root);
}

/** `astroid.manager.MANAGER._mod_file_cache`: the path to the holder in one word; `a list in app.rows` where no name leads to it. */
export function holderName(path: readonly PathStep[]): string {
  const end = path.findIndex(({ isHolder }) => isHolder);
  const steps = path.slice(0, end < 0 ? path.length : end + 1);
  if (!isUnnamed(steps.at(-1))) return pathName(steps);
  const named = steps.findLastIndex(({ edge }) => !isUnnamed({ edge }) && !edge.startsWith('['));
  return `${withArticle(steps.at(-1)?.type ?? 'object')} in ${pathName(steps.slice(0, named + 1))}`;
}

function isUnnamed(one: { readonly edge: string } | undefined): boolean {
  return one?.edge === '<reference>';
}

/** The same of all steps. */
export function pathName([root, ...rest]: readonly { readonly edge: string; readonly type?: string }[]): string {
  if (root === undefined) return 'what no root leads to';
  const words = rest.map(({ edge }) => {
    if (/^[.[]/.test(edge)) return edge;
    const [, variable] = /^<local (.*)>$/s.exec(edge) ?? [];
    return variable === undefined ? ` ${edge} ` : `, local variable ${variable}`;
  });
  const way = words.join('').replaceAll(/ {2,}/g, ' ').trim();
  const unexplained = namesOfRoots.get(root.edge);
  if (unexplained === undefined) return root.edge.replace(/^module /, '') + (/^[<]/.test(way) ? ' ' : '') + way;
  return way === '' ? unexplained : `${unexplained}, through ${way} of ${withArticle(root.type ?? 'object')}`;
}

function withArticle(type: string): string {
  return `${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type}`;
}
