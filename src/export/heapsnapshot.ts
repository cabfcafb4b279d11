import { setImmediate } from 'node:timers/promises';
import { assertNever } from '../base/assert-never.js';
import type { HeapGraph } from '../heap/graph.js';
import { edgeText, labelText, namingOf } from '../heap/snapshot-graph.js';
import type { SnapshotFacts, SnapshotGraph } from '../heap/snapshot-graph.js';
import type { TextSink } from './source.js';

/** What the fields of V8's snapshots mean; readers look their places up here. */
const meta = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [
    ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic'],
    'string',
    'number',
    'number',
    'number',
    'number',
    'number',
  ],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [
    ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'],
    'string_or_number',
    'node',
  ],
  trace_function_info_fields: [],
  trace_node_fields: [],
  sample_fields: [],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
} as const;

const NODE = { object: 3, synthetic: 9 } as const;
const EDGE = { context: 0, element: 1, property: 2, internal: 3 } as const;

/** The root of all, and what V8 calls `(GC roots)`, come before the objects of the snapshot. */
const SYNTHETIC = 2;

/** Objects that are written at a time; between them the work can be stopped. */
const BATCH = 1 << 14;

/** Ids are odd in V8, and start at 1. Python's own, 48 bits and more, are cut to 32 by what reads them. */
function heapSnapshotId(node: number): number {
  return 2 * (node + SYNTHETIC) + 1;
}

export interface HeapSnapshotOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/**
 * Writes V8's format of heap snapshots, as Chrome's DevTools and memlab read it. Modules and frames hang below the root, as a
 * page's globals do; what is only alive for another reason hangs below `(GC roots)`, so that its distances are those of
 * the system's. Classes are the names of Python's types.
 * Source: V8's `HeapSnapshotJSONSerializer` (src/profiler/heap-snapshot-generator.cc).
 */
export async function writeHeapSnapshot(
  found: SnapshotGraph,
  sink: TextSink,
  options: HeapSnapshotOptions = {},
): Promise<void> {
  const { graph, snapshot } = found;
  const names = new Names();
  const roots = splitRoots(found);
  const head = {
    meta,
    node_count: graph.nodeCount + SYNTHETIC,
    edge_count: graph.edgeCount + graph.roots.length + 1,
    trace_function_count: 0,
  };
  sink.write(`{"snapshot":${JSON.stringify(head)},\n"nodes":[`);
  sink.write(`${NODE.synthetic},${names.idOf('')},1,0,${1 + roots.own.length},0,0`);
  sink.write(`\n,${NODE.synthetic},${names.idOf('(GC roots)')},3,0,${roots.other.length},0,0`);
  const typeNames = snapshot.types.map(({ name }) => names.idOf(name));
  const unknown = names.idOf('?');
  await inBatches(graph.nodeCount, 0, options, (from, end) => {
    let text = '';
    for (let node = from; node < end; node++) {
      const name = typeNames[graph.type[node]] ?? unknown;
      const edges = graph.firstEdge[node + 1] - graph.firstEdge[node];
      text += `\n,${NODE.object},${name},${heapSnapshotId(node)},${graph.shallow[node]},${edges},0,0`;
    }
    sink.write(text);
  });
  sink.write(`],\n"edges":[${EDGE.element},1,${placeOf(-1)}`);
  for (const node of [...roots.own, ...roots.other]) {
    sink.write(`\n,${EDGE.property},${names.idOf(found.rootNames.get(node) ?? '?')},${placeOf(node)}`);
  }
  const edgeNames = new EdgeNames(snapshot, names);
  await inBatches(graph.nodeCount, 0.3, options, (from, end) => sink.write(edgesOf(graph, edgeNames, from, end)));
  sink.write('],\n"trace_function_infos":[],"trace_tree":[],"samples":[],"locations":[],\n"strings":[');
  for (const [index, name] of names.all().entries()) sink.write(`${index === 0 ? '' : '\n,'}${JSON.stringify(name)}`);
  sink.write(']}\n');
}

async function inBatches(
  count: number,
  begin: number,
  { signal, progress }: HeapSnapshotOptions,
  work: (from: number, end: number) => void,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    work(from, Math.min(count, from + BATCH));
    await setImmediate();
    signal?.throwIfAborted();
    progress?.(begin + (1 - begin) * (from / count));
  }
}

function edgesOf({ firstEdge, target, label }: HeapGraph, names: EdgeNames, from: number, end: number): string {
  let text = '';
  for (let edge = firstEdge[from]; edge < firstEdge[end]; edge++) {
    text += `\n,${names.of(label[edge])},${placeOf(target[edge])}`;
  }
  return text;
}

/** Where the fields of an object begin, among those of all. */
function placeOf(node: number): number {
  return (node + SYNTHETIC) * meta.node_fields.length;
}

/** Roots that are known to be alive by themselves, and those that must be. */
function splitRoots({ graph, snapshot }: SnapshotGraph) {
  const known = new Set(snapshot.roots.map(({ node }) => node));
  const own = [...graph.roots].filter((node) => known.has(node));
  return { own, other: [...graph.roots].filter((node) => !known.has(node)) };
}

class Names {
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(name, id);
    return id;
  }

  all(): readonly string[] {
    return [...this.#ids.keys()];
  }
}

/** The first two fields of an edge, by its label; those with a text are looked up once. */
class EdgeNames {
  readonly #snapshot: SnapshotFacts;
  readonly #names: Names;
  readonly #known = new Map<number, string>();

  constructor(snapshot: SnapshotFacts, names: Names) {
    this.#snapshot = snapshot;
    this.#names = names;
  }

  of(label: number): string {
    const naming = namingOf(label);
    if (naming === 'index') return `${EDGE.element},${label >>> 5}`;
    const known = this.#known.get(label);
    if (known !== undefined) return known;
    const text = this.#fields(naming, label);
    this.#known.set(label, text);
    return text;
  }

  #fields(naming: 'name' | 'variable' | 'kind', label: number): string {
    switch (naming) {
      case 'name':
        return `${EDGE.property},${this.#names.idOf(labelText(this.#snapshot, label))}`;
      case 'variable':
        return `${EDGE.context},${this.#names.idOf(labelText(this.#snapshot, label))}`;
      case 'kind':
        return `${EDGE.internal},${this.#names.idOf(edgeText(this.#snapshot, label))}`;
      default:
        return assertNever(naming, 'naming');
    }
  }
}
