import { HeapEdgeKind, HeapRootKind } from '../format/schema.gen.js';
import type { HeapSnapshot } from '../format/snapshot.js';
import { kindOf } from './graph.js';
import type { HeapGraph } from './graph.js';
import type { Reach } from './reach.js';

/** Where something stands in the source. */
export interface SourcePlace {
  readonly file: string;
  /** 0 where only the file is known. */
  readonly line: number;
  /** Function, class or module; '' where unknown. */
  readonly name: string;
}

/** What of a snapshot is still needed beside its graph: without the columns of its references, as large as all else. */
export type SnapshotFacts = Omit<HeapSnapshot, 'firstEdge' | 'targets' | 'labels'>;

/** A snapshot as a graph with the words for it. */
export interface SnapshotGraph {
  readonly snapshot: SnapshotFacts;
  readonly graph: HeapGraph;
  /** Shortest paths: from what is known to be alive by itself, and only to the rest from what else must be. */
  readonly reached: Reach;
  /** Name of a root, by node. */
  readonly rootNames: ReadonlyMap<number, string>;
}

const named = new Set<number>([HeapEdgeKind.attribute, HeapEdgeKind.key, HeapEdgeKind.keyObject, HeapEdgeKind.local]);

/** The text of an edge's label; '' for those without. */
export function labelText({ texts }: SnapshotFacts, label: number): string {
  return named.has(kindOf(label)) ? (texts[label >>> 5] ?? '?') : '';
}

/** How the label of an edge tells it: by an attribute or key, by a variable, by an index, or by its kind alone. */
export function namingOf(label: number): 'name' | 'variable' | 'index' | 'kind' {
  switch (kindOf(label)) {
    case HeapEdgeKind.attribute:
    case HeapEdgeKind.key:
      return 'name';
    case HeapEdgeKind.local:
      return 'variable';
    case HeapEdgeKind.item:
      return 'index';
    default:
      return 'kind';
  }
}

/** `name` of the text of a key, `'name'`; null where it is no name. */
export function attributeOfKey(text: string): string | null {
  return /^'([A-Za-z_]\w*)'$/.exec(text)?.[1] ?? null;
}

/** How Python code would write the step: `.name`, `['key']`, `[3]`; words in angle brackets where it could not. */
export function edgeText(snapshot: SnapshotFacts, label: number): string {
  const kind = kindOf(label);
  const text = labelText(snapshot, label);
  switch (kind) {
    case HeapEdgeKind.attribute:
      return `.${text}`;
    case HeapEdgeKind.key:
      return `[${text}]`;
    case HeapEdgeKind.keyObject:
      return `<key ${text}>`;
    case HeapEdgeKind.item:
      return `[${label >>> 5}]`;
    case HeapEdgeKind.local:
      return `<local ${text}>`;
    case HeapEdgeKind.member:
      return '<item of a set>';
    case HeapEdgeKind.type:
      return '<class>';
    case HeapEdgeKind.cacheKey:
      return `<cache key ${label >>> 5}>`;
    case HeapEdgeKind.cacheValue:
      return `<cache result ${label >>> 5}>`;
    case HeapEdgeKind.base:
      return '.base';
    default:
      return '<reference>';
  }
}

export function typeName({ types }: SnapshotFacts, graph: HeapGraph, node: number): string {
  return types[graph.type[node]]?.name ?? '?';
}

/** `module logging`, `running frame of MainThread`. */
export function rootName(kind: number, name: string): string {
  switch (kind) {
    case HeapRootKind.module:
      return `module ${name}`;
    case HeapRootKind.frame:
      return `running frame of ${name}`;
    default:
      return name;
  }
}

/** By binary search: places are in the order of their nodes. */
export function placeOfNode({ places, texts }: SnapshotFacts, node: number): SourcePlace | null {
  let low = 0;
  let high = places.nodes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = places.nodes[middle];
    if (found === node) {
      const [file, name] = [texts[places.files[middle]] ?? '', texts[places.names[middle]] ?? ''];
      return { file, line: places.lines[middle], name };
    }
    if (found < node) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
