import { CodedError } from '../base/result.js';
import { HeapEdgeKind } from '../format/schema.gen.js';
import { kindOf } from './graph.js';
import { attributeOfKey, edgeText, labelText, typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** What an expression means: objects, and the references by which its last step comes to them. */
export interface Referred {
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

const MODULE = 'module ';

/**
 * Follows references as holders are named, from a module on: `logging.Logger.manager.loggerDict['req.1']`, `app.cache[3].data`.
 * `[*]` stands for all that a container holds.
 *
 * @throws CodedError 'bad-argument' where a step leads nowhere, and for what is no expression
 */
export function follow(found: SnapshotGraph, expression: string): Referred {
  const { node, rest } = moduleOf(found, expression);
  let nodes: readonly number[] = [node];
  let edges: readonly number[] = [];
  let done = expression.slice(0, expression.length - rest.length);
  for (const step of stepsIn(rest)) {
    edges = nodes.flatMap((from) => edgesBy(found, from, step));
    if (edges.length === 0) throw new CodedError('bad-argument', `${done} holds nothing by ${step}`);
    nodes = [...new Set(edges.map((edge) => found.graph.target[edge]))];
    done += step;
  }
  if (edges.length === 0) throw new CodedError('bad-argument', `${expression} is a module: name what it holds`);
  return { nodes, edges };
}

/** The module with the longest name that the expression begins with. */
function moduleOf({ rootNames }: SnapshotGraph, expression: string): { readonly node: number; readonly rest: string } {
  let best: { readonly node: number; readonly rest: string } | null = null;
  for (const [node, name] of rootNames) {
    if (!name.startsWith(MODULE)) continue;
    const module = name.slice(MODULE.length);
    const rest = expression.slice(module.length);
    const isIt = expression.startsWith(module) && (rest === '' || rest.startsWith('.') || rest.startsWith('['));
    if (isIt && (best === null || rest.length < best.rest.length)) best = { node, rest };
  }
  if (best === null) {
    throw new CodedError('bad-argument', `No module of the snapshot has a name that '${expression}' begins with`);
  }
  return best;
}

/** `.name`, `['key']`, `[3]`, `[*]` and what stands in angle brackets; blanks between them are left out. */
function stepsIn(text: string): readonly string[] {
  const steps = /\s*(\.[\p{L}_][\p{L}\p{N}_]*|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"]*)\]|<[^>]*>)\s*/uy;
  const found: string[] = [];
  while (steps.lastIndex < text.length) {
    const at = steps.lastIndex;
    const step = steps.exec(text)?.[1];
    if (step === undefined) {
      throw new CodedError('bad-argument', `'${text.slice(at)}' is no step: write .name, ['key'], [3] or [*]`);
    }
    found.push(step);
  }
  return found;
}

const inContainers = new Set<number>([
  HeapEdgeKind.key,
  HeapEdgeKind.item,
  HeapEdgeKind.member,
  HeapEdgeKind.cacheValue,
]);

function edgesBy(found: SnapshotGraph, node: number, step: string): readonly number[] {
  const { graph, snapshot } = found;
  const edges: number[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const label = graph.label[edge];
    if (step === '[*]' ? inContainers.has(kindOf(label)) : edgeText(snapshot, label) === step) edges.push(edge);
    else if (isToAttributes(found, edge)) {
      edges.push(...attributesBy(found, graph.target[edge], step));
    }
  }
  return edges;
}

/** To a `__dict__`; where nothing tells its name, to a dict of which nothing is known but that the object has it. */
function isToAttributes({ graph, snapshot }: SnapshotGraph, edge: number): boolean {
  const label = graph.label[edge];
  if (kindOf(label) === HeapEdgeKind.attribute) return labelText(snapshot, label) === '__dict__';
  return kindOf(label) === HeapEdgeKind.reference && typeName(snapshot, graph, graph.target[edge]) === 'dict';
}

/** Of the `__dict__` of an object: what it holds by a name is an attribute. */
function attributesBy({ graph, snapshot }: SnapshotGraph, dict: number, step: string): readonly number[] {
  const edges: number[] = [];
  for (let edge = graph.firstEdge[dict]; edge < graph.firstEdge[dict + 1]; edge++) {
    const label = graph.label[edge];
    if (kindOf(label) !== HeapEdgeKind.key) continue;
    const name = attributeOfKey(labelText(snapshot, label));
    if (name !== null && step === `.${name}`) edges.push(edge);
  }
  return edges;
}

/** All references by which objects hold something, but those to their classes: what `clear()` lets go of. */
export function contentsOf({ graph }: SnapshotGraph, nodes: readonly number[]): readonly number[] {
  const edges: number[] = [];
  for (const node of nodes) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (kindOf(graph.label[edge]) !== HeapEdgeKind.type) edges.push(edge);
    }
  }
  return edges;
}
