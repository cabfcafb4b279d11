import { CodedError } from '../base/result.js';
import type { HeapGraph } from './graph.js';
import type { HoldingPath } from './reach.js';
import type { ReverseEdges } from './reverse.js';
import { TICK_MASK, noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Ways by which a node is held that have nothing in common but the node, the shortest first. */
export interface DisjointPaths {
  readonly paths: readonly HoldingPath[];
  /** 'all' when there are no more, 'most' when as many were found as were asked for, 'steps' when the work was too much. */
  readonly end: 'all' | 'most' | 'steps';
}

export interface DisjointOptions {
  /** Paths to find at most. */
  readonly most: number;
  /** References to look at before it ends with what it has: each path takes one search through what holds the node. */
  readonly steps?: number;
  readonly tick?: Tick;
}

const DEFAULT_STEPS = 100_000_000;

/** No place, no node: not on any path, not come to. */
const FREE = -1;
/** In place of the node above: the path begins here, at a root. */
const BEGINS = -2;

/**
 * Paths from roots to a node of which no two share another node: each has to be cut before the node is let go. There are as
 * many as there can be at the same time (Menger, 1927): a maximum flow with room for one path in every node. Each search
 * finds the shortest way to one more, and may take over a part of an earlier path, which then goes another way (Edmonds
 * and Karp, 1972). Searches go from the node upwards.
 *
 * @param reverse edges that hold
 * @throws CodedError 'bad-argument' when there is no such node
 */
export function disjointPaths(
  graph: HeapGraph,
  reverse: ReverseEdges,
  node: number,
  { most, steps = DEFAULT_STEPS, tick = noTick }: DisjointOptions,
): DisjointPaths {
  if (!(node < graph.nodeCount)) throw new CodedError('bad-argument', `There is no object ${node}`);
  const flow = new Flow(graph, reverse, node, steps, tick);
  // A root is held by being one.
  const bare = flow.isRoot(node) && most > 0 ? [{ nodes: Uint32Array.of(node), edges: new Uint32Array(0) }] : [];
  for (let found = bare.length; found < most; found++) {
    const outcome = flow.augment();
    if (outcome !== 'found') return { paths: [...bare, ...flow.paths()], end: outcome };
  }
  return { paths: [...bare, ...flow.paths()], end: 'most' };
}

/**
 * Paths found so far, and the search for one more. A node has two places: `enter` is where a way upwards comes to it,
 * `leave` is where it goes on. Between the two there is room for one path.
 */
class Flow {
  readonly #reverse: ReverseEdges;
  readonly #node: number;
  readonly #tick: Tick;
  readonly #isRoot: Uint8Array;
  /** For nodes on paths: the node that holds them, or BEGINS. */
  readonly #above: Int32Array;
  /** For nodes on paths: the node that they hold. */
  readonly #below: Int32Array;
  /** The place from which the search came to each place; `enter` of a node is 2 * node, `leave` is one more. */
  readonly #from: Int32Array;
  readonly #queue: Int32Array;
  #queued = 0;
  #steps: number;

  constructor(graph: HeapGraph, reverse: ReverseEdges, node: number, steps: number, tick: Tick) {
    const { nodeCount, roots } = graph;
    this.#reverse = reverse;
    this.#node = node;
    this.#steps = steps;
    this.#tick = tick;
    this.#isRoot = new Uint8Array(nodeCount);
    for (const root of roots) this.#isRoot[root] = 1;
    this.#above = new Int32Array(nodeCount).fill(FREE);
    this.#below = new Int32Array(nodeCount).fill(FREE);
    this.#from = new Int32Array(2 * nodeCount).fill(FREE);
    this.#queue = new Int32Array(2 * nodeCount);
  }

  isRoot(node: number): boolean {
    return this.#isRoot[node] === 1;
  }

  /** Adds a path, if there is another. */
  augment(): 'found' | 'all' | 'steps' {
    const end = this.#search();
    if (end >= 0) this.#follow(end);
    for (let at = 0; at < this.#queued; at++) this.#from[this.#queue[at]] = FREE;
    this.#queued = 0;
    if (end >= 0) return 'found';
    return this.#steps > 0 ? 'all' : 'steps';
  }

  /** The place where a way ends that can be added, or FREE. */
  #search(): number {
    const { first, source } = this.#reverse;
    const below = this.#below;
    const start = 2 * this.#node + 1;
    this.#come(start, start);
    for (let at = 0; at < this.#queued; at++) {
      if ((at & TICK_MASK) === 0) this.#tick(at / this.#queue.length);
      const place = this.#queue[at];
      const node = place >> 1;
      if ((place & 1) === 0) {
        // Where a path comes in already, the only way on is to take that path over, and to send it another way.
        this.#come(below[node] === FREE ? place + 1 : 2 * below[node] + 1, place);
        continue;
      }
      if (place !== start) {
        // Never where a path begins: nothing leads back to there.
        if (this.isRoot(node)) return place;
        if (below[node] !== FREE) this.#come(place - 1, place);
      }
      const last = first[node + 1];
      this.#steps -= 1 + last - first[node];
      if (this.#steps <= 0) return FREE;
      for (let edge = first[node]; edge < last; edge++) {
        const holder = source[edge];
        if (holder !== this.#node) this.#come(2 * holder, place);
      }
    }
    return FREE;
  }

  #come(to: number, from: number): void {
    if (this.#from[to] !== FREE) return;
    this.#from[to] = from;
    this.#queue[this.#queued++] = to;
  }

  /** Makes the way that the search came a path, from its end back to the node. */
  #follow(end: number): void {
    const start = 2 * this.#node + 1;
    this.#above[end >> 1] = BEGINS;
    for (let place = end; place !== start;) {
      const from = this.#from[place];
      const [lower, upper] = [from >> 1, place >> 1];
      const isUpwards = (from & 1) === 1;
      if (isUpwards && lower === upper) {
        // The path that went through here goes another way.
        this.#above[lower] = FREE;
        this.#below[lower] = FREE;
      } else if (isUpwards) {
        this.#below[upper] = lower;
        if (from !== start) this.#above[lower] = upper;
      }
      place = from;
    }
  }

  paths(): HoldingPath[] {
    const { first, source } = this.#reverse;
    const holders = new Set(source.subarray(first[this.#node], first[this.#node + 1]));
    const paths = [...holders]
      .filter((holder) => this.#below[holder] === this.#node)
      .map((holder) => this.#path(holder));
    return paths.toSorted((one, other) => one.edges.length - other.edges.length);
  }

  #path(holder: number): HoldingPath {
    const nodes = [this.#node];
    for (let at = holder; at !== BEGINS; at = this.#above[at]) nodes.push(at);
    nodes.reverse();
    const edges = nodes.slice(1).map((to, at) => this.#edge(nodes[at], to));
    return { nodes: Uint32Array.from(nodes), edges: Uint32Array.from(edges) };
  }

  /** The first of the edges between two nodes. */
  #edge(from: number, to: number): number {
    const { first, source, edge } = this.#reverse;
    let at = first[to];
    while (source[at] !== from) at++;
    return edge[at];
  }
}
