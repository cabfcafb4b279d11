import { disjointPaths } from '../heap/disjoint-paths.js';
import type { DominatorTree } from '../heap/dominators.js';
import { edgeSets } from '../heap/edge-sets.js';
import { reverseEdges } from '../heap/reverse.js';
import type { ReverseEdges } from '../heap/reverse.js';
import { edgeText, placeOfNode, typeName } from '../heap/snapshot-graph.js';
import type { SnapshotGraph } from '../heap/snapshot-graph.js';
import type { ReadSource } from '../heap/source-lines.js';
import { ticker } from '../heap/tick.js';
import type {
  HeapObject,
  HeapObjectRow,
  HeapPage,
  HeapReference,
  HeapWays,
  ObjectsQuery,
  ReferencesQuery,
  WaysQuery,
} from '../rpc/heap-contract.js';
import { placeShown, shown, shownPath } from './heap-steps.js';

/** A snapshot with what was worked out of it. */
export interface OpenHeap {
  readonly found: SnapshotGraph;
  readonly tree: DominatorTree;
  readonly read: ReadSource;
}

/** From here on a count is none: the object is never freed, or nobody counted. */
const IMMORTAL = 2 ** 31;

/** References that a search for ways looks at before it ends with what it has: a second or two. */
const MOST_STEPS = 20_000_000;

/** Single objects of a snapshot. Nodes are not checked. */
export class HeapObjects {
  readonly #heap: OpenHeap;
  /** Objects of the type that was asked for last, most retained first. */
  #ofType: { readonly type: number; readonly nodes: Uint32Array } | null = null;
  /** As large as all references: made when somebody asks who refers to something. */
  #reverse: ReverseEdges | null = null;

  constructor(heap: OpenHeap) {
    this.#heap = heap;
  }

  ofType({ type, limit, offset }: ObjectsQuery): HeapPage<HeapObjectRow> {
    return this.rowsOf(this.#nodesOf(type), { limit, offset });
  }

  /** Of any nodes. */
  rowsOf(
    nodes: Uint32Array,
    { limit, offset }: { readonly limit: number; readonly offset: number },
  ): HeapPage<HeapObjectRow> {
    return { total: nodes.length, rows: Array.from(nodes.subarray(offset, offset + limit), (node) => this.#row(node)) };
  }

  random(type: number): number | null {
    const nodes = this.#nodesOf(type);
    return nodes.length === 0 ? null : nodes[Math.floor(Math.random() * nodes.length)];
  }

  object(node: number): HeapObject {
    const { snapshot, graph, rootNames } = this.#heap.found;
    const root = rootNames.get(node);
    const { first } = this.#reversed();
    return {
      ...this.#row(node),
      type: graph.type[node],
      typeName: shown(typeName(snapshot, graph, node)),
      refcount: graph.refcount[node] >= IMMORTAL ? null : graph.refcount[node],
      root: root === undefined ? null : shown(root),
      place: placeShown(placeOfNode(snapshot, node)),
      referencesOut: graph.firstEdge[node + 1] - graph.firstEdge[node],
      referencesIn: first[node + 1] - first[node],
    };
  }

  references({ node, direction, limit, offset }: ReferencesQuery): HeapPage<HeapReference> {
    const { graph } = this.#heap.found;
    const { first, source, edge } = this.#reversed();
    const [begin, end] =
      direction === 'out' ? [graph.firstEdge[node], graph.firstEdge[node + 1]] : [first[node], first[node + 1]];
    const rows: HeapReference[] = [];
    for (let at = begin + offset; at < Math.min(end, begin + offset + limit); at++) {
      rows.push(direction === 'out' ? this.#reference(at, graph.target[at]) : this.#reference(edge[at], source[at]));
    }
    return { total: end - begin, rows };
  }

  /** @param signal ends the search, which may look at all references */
  ways({ node, limit }: WaysQuery, signal: AbortSignal): HeapWays {
    const { graph } = this.#heap.found;
    const options = { most: limit, steps: MOST_STEPS, tick: ticker({ signal }) };
    const { paths, end } = disjointPaths(graph, this.#reversed(), node, options);
    return { paths: paths.map((path) => shownPath(this.#heap, path)), areAll: end === 'all' };
  }

  #reference(edge: number, other: number): HeapReference {
    const { snapshot, graph } = this.#heap.found;
    return {
      edge: shown(edgeText(snapshot, graph.label[edge])),
      node: other,
      type: shown(typeName(snapshot, graph, other)),
      address: this.#address(other),
      retainedBytes: this.#heap.tree.retainedBytes[other],
    };
  }

  #row(node: number): HeapObjectRow {
    const { tree, found } = this.#heap;
    return {
      node,
      address: this.#address(node),
      shallowBytes: found.graph.shallow[node],
      retainedBytes: tree.retainedBytes[node],
      retainedCount: tree.retainedCount[node],
    };
  }

  #address(node: number): string {
    return `0x${this.#heap.found.snapshot.addresses[node].toString(16)}`;
  }

  #nodesOf(type: number): Uint32Array {
    if (this.#ofType?.type === type) return this.#ofType.nodes;
    const { found } = this.#heap;
    const nodes: number[] = [];
    for (let node = 0; node < found.graph.nodeCount; node++) if (found.graph.type[node] === type) nodes.push(node);
    const sorted = this.sorted(Uint32Array.from(nodes));
    this.#ofType = { type, nodes: sorted };
    return sorted;
  }

  /** Most retained first. */
  sorted(nodes: Uint32Array): Uint32Array {
    const { retainedBytes } = this.#heap.tree;
    return nodes.toSorted((a, b) => retainedBytes[b] - retainedBytes[a] || a - b);
  }

  #reversed(): ReverseEdges {
    this.#reverse ??= reverseEdges(this.#heap.found.graph, edgeSets.weak);
    return this.#reverse;
  }
}
