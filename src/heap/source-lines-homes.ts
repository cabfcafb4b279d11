import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import { labelText, placeOfNode, typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** A source in which things come into an attribute or variable, and the class of the object that has it. */
export interface Home {
  readonly file: string;
  readonly owner: 'module' | 'object';
  readonly className?: string;
}

/** Bases are looked at up to here. */
const MOST_CLASSES = 50;

/** Where the code is that works on an object: of a module its file, else those of its class and its bases, or of itself if it is one. */
export function homesOf(found: SnapshotGraph, node: number): readonly Home[] {
  const own = placeOfNode(found.snapshot, node);
  if (typeName(found.snapshot, found.graph, node) === 'module') {
    return own === null ? [] : [{ file: own.file, owner: 'module' }];
  }
  const { snapshot, graph } = found;
  const first = basesOf(found, node).length > 0 ? node : classOf(found, node);
  const homes: Home[] = first === NONE ? [] : classesFrom(found, first);
  const type = snapshot.types[graph.type[node]];
  // Where the snapshot does not say which the class is, its type is known all the same.
  if (homes.length === 0 && type !== undefined && type.file !== null) {
    homes.push({ file: type.file, owner: 'object', className: lastName(type.name) });
  }
  if (own !== null && homes.every(({ file }) => file !== own.file)) homes.push({ file: own.file, owner: 'object' });
  return homes;
}

/** A class and its bases, those of which the file is known. */
function classesFrom(found: SnapshotGraph, first: number): Home[] {
  const homes: Home[] = [];
  const todo = [first];
  const seen = new Set(todo);
  for (let one = todo.shift(); one !== undefined; one = todo.shift()) {
    const place = placeOfNode(found.snapshot, one);
    if (place !== null && place.file !== '') {
      homes.push({ file: place.file, owner: 'object', className: lastName(place.name) });
    }
    for (const base of basesOf(found, one)) {
      if (seen.has(base) || seen.size >= MOST_CLASSES) continue;
      seen.add(base);
      todo.push(base);
    }
  }
  return homes;
}

function classOf({ graph }: SnapshotGraph, node: number): number {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (kindOf(graph.label[edge]) === HeapEdgeKind.type) return graph.target[edge];
  }
  return NONE;
}

/** Of a class; of what is none, nothing. */
function basesOf({ graph, snapshot }: SnapshotGraph, node: number): readonly number[] {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (kindOf(graph.label[edge]) !== HeapEdgeKind.attribute) continue;
    if (labelText(snapshot, graph.label[edge]) !== '__bases__') continue;
    const tuple = graph.target[edge];
    const bases = graph.target.subarray(graph.firstEdge[tuple], graph.firstEdge[tuple + 1]);
    return [...bases].filter((base) => placeOfNode(snapshot, base) !== null);
  }
  return [];
}

/** `Inner` of `package.module.Outer.Inner`; '' where it is no word, as `<locals>` is none. */
function lastName(name: string): string {
  return /\w+$/.exec(name)?.[0] ?? '';
}

const namers = new WeakMap<SnapshotGraph, ReadonlyMap<number, readonly number[]>>();

/** Files of the modules that have a variable for an object. */
export function modulesThatName(found: SnapshotGraph, node: number): readonly string[] {
  const known = namers.get(found) ?? modulesByVariable(found);
  namers.set(found, known);
  return (known.get(node) ?? []).flatMap((module) => placeOfNode(found.snapshot, module)?.file ?? []);
}

/** Modules by what they refer to. */
function modulesByVariable({ graph, snapshot, rootNames }: SnapshotGraph): ReadonlyMap<number, readonly number[]> {
  const byVariable = new Map<number, number[]>();
  for (const [module, name] of rootNames) {
    if (!name.startsWith('module ')) continue;
    for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge++) {
      if (labelText(snapshot, graph.label[edge]) !== '__dict__') continue;
      const dict = graph.target[edge];
      for (let at = graph.firstEdge[dict]; at < graph.firstEdge[dict + 1]; at++) {
        const to = graph.target[at];
        const modules = byVariable.get(to);
        if (modules === undefined) byVariable.set(to, [module]);
        else if (modules.at(-1) !== module) modules.push(module);
      }
    }
  }
  return byVariable;
}
