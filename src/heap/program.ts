import { HeapEdgeKind } from '../format/schema.gen.js';
import { AddressIndex } from './address-index.js';
import { kindOf } from './graph.js';
import { HELD_FROM_C } from './secondary-roots.js';
import { labelText, typeName } from './snapshot-graph.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** What objects are to the program, by node: bits of `Role`. */
export type Roles = Uint8Array;

export const Role = {
  /** A class, function or code: what the program consists of, not what it keeps. */
  program: 1,
  /** A module, a class or the dict of one: many unlike things by its nature. */
  namespace: 2,
  /** All that it holds belongs to the program: constants of code, what the import system knows of files. */
  sealed: 4,
} as const;

const programTypes = new Set([
  'type',
  'function',
  'code',
  'builtin_function_or_method',
  'wrapper_descriptor',
  'method_descriptor',
  'classmethod_descriptor',
  'getset_descriptor',
  'member_descriptor',
  'property',
  'staticmethod',
  'classmethod',
]);
const sealedTypes = /^(?:code$|_frozen_importlib)/;
/** Types whose instances have a place in the source and are no classes. */
const placedTypes = new Set(['function', 'code', 'frame', 'traceback', 'module']);

/** Keys of what functions and classes have besides: of dicts that only C holds, nothing else tells what they are. */
const keysOfProgram = new Set(["'__wrapped__'", "'__annotations__'", "'__module__'", "'__doc__'", "'__name__'"]);

export function rolesOf(found: SnapshotGraph): Roles {
  const { snapshot, graph } = found;
  const ofType = Uint8Array.from(snapshot.types, ({ name }) => {
    if (sealedTypes.test(name)) return Role.program | Role.sealed;
    if (name === 'module') return Role.namespace;
    return programTypes.has(name) ? Role.program : 0;
  });
  const roles: Roles = new Uint8Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) roles[node] = ofType[graph.type[node]] ?? 0;
  for (const node of classesOf(snapshot, graph.nodeCount, (one) => typeName(snapshot, graph, one))) {
    roles[node] |= Role.program | Role.namespace;
  }
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((roles[node] & Role.namespace) === 0) continue;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = graph.label[edge];
      if (kindOf(label) !== HeapEdgeKind.attribute || labelText(snapshot, label) !== '__dict__') continue;
      roles[graph.target[edge]] |= Role.namespace;
    }
  }
  for (const [node, name] of found.rootNames) {
    if (name === HELD_FROM_C && isDictOfProgram(found, node)) roles[node] |= Role.program | Role.namespace;
  }
  return roles;
}

function isDictOfProgram({ snapshot, graph }: SnapshotGraph, node: number): boolean {
  if (typeName(snapshot, graph, node) !== 'dict') return false;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const label = graph.label[edge];
    if (kindOf(label) === HeapEdgeKind.key && keysOfProgram.has(labelText(snapshot, label))) return true;
  }
  return false;
}

/** Addresses that are looked up at a time. */
const BLOCK = 1 << 16;

/** Classes: objects of metaclasses, told by their place in the source or by being the type of others. */
function* classesOf(
  { types, places, addresses }: SnapshotGraph['snapshot'],
  nodeCount: number,
  nameOf: (node: number) => string,
): Generator<number> {
  for (const node of places.nodes) if (!placedTypes.has(nameOf(node))) yield node;
  const known = new AddressIndex(BigUint64Array.from(types, ({ address }) => BigInt.asUintN(64, address)));
  const found = new Int32Array(Math.min(nodeCount, BLOCK));
  for (let from = 0; from < nodeCount; from += BLOCK) {
    const block = addresses.subarray(from, from + BLOCK);
    known.findAll(block, found);
    for (let at = 0; at < block.length; at++) if (found[at] >= 0) yield from + at;
  }
}
