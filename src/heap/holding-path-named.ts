import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import { isToAttributes, threadOfFrame } from './holding-path.js';
import type { WayTo } from './holding-path.js';
import { shortestPath } from './reach.js';
import type { Reach } from './reach.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** What keeps track of all that runs holds it too, and explains nothing. */
const bookkeeping =
  /^module (?:sys|gc|builtins|threading|_?weakref\w*|asyncio|concurrent|debugpy|pydevd\w*|_pydev\w*)(?:\.|$)/;
/** What is running or suspended is no name, and what a function or module refers to has a name of its own. */
const passedBy =
  /^(?:module|function|method|code|cell|frame|traceback|generator|coroutine|async_generator|_?asyncio\.|.*\.Task$)/;
const names = new Set<number>([HeapEdgeKind.attribute, HeapEdgeKind.key, HeapEdgeKind.item]);
/** Longer ways explain less than a local variable does. */
const MOST_STEPS = 8;

/**
 * How variables of modules reach objects by attributes, keys and indices alone: what somebody reading the program would write.
 * Where such a way leads to what a running function has in a local variable as well, it says more.
 */
function reachByName(found: SnapshotGraph): Reach {
  const { graph, rootNames, snapshot } = found;
  const isPassedBy = Uint8Array.from(snapshot.types, ({ name }) => (passedBy.test(name) ? 1 : 0));
  const distance = new Uint32Array(graph.nodeCount).fill(NONE);
  const parent = new Uint32Array(graph.nodeCount).fill(NONE);
  const parentEdge = new Uint32Array(graph.nodeCount).fill(NONE);
  const queue = new Uint32Array(graph.nodeCount);
  let end = 0;
  for (const [node, name] of rootNames) {
    if (!name.startsWith('module ') || bookkeeping.test(name)) continue;
    distance[node] = 0;
    queue[end++] = node;
  }
  for (let at = 0; at < end; at++) {
    const node = queue[at];
    const next = distance[node] + 1;
    if (next > MOST_STEPS) break;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const to = graph.target[edge];
      if (distance[to] !== NONE || isPassedBy[graph.type[to]] === 1) continue;
      if (!names.has(kindOf(graph.label[edge])) && !isToAttributes(found, node, edge)) continue;
      distance[to] = next;
      parent[to] = node;
      parentEdge[to] = edge;
      queue[end++] = to;
    }
  }
  return { distance, parent, parentEdge, count: end };
}

/** What is in an object of C that has a name, such as a queue, has none itself: so many steps from it on. */
const MOST_UNNAMED = 2;

/** Shortest paths; of those that begin with a running frame, by names of modules where there is such a way. */
export function waysByName(found: SnapshotGraph): WayTo {
  let named: Reach | null = null;
  return (node) => {
    const way = shortestPath(found.reached, node);
    if (way === null || way.nodes.length < 2) return way;
    if (threadOfFrame(found.rootNames.get(way.nodes[0]) ?? '') === null) return way;
    named ??= reachByName(found);
    const last = way.nodes.length - 1;
    for (let at = last; at > 0 && at >= last - MOST_UNNAMED; at--) {
      const begin = shortestPath(named, way.nodes[at]);
      if (begin === null) continue;
      const nodes = Uint32Array.of(...begin.nodes, ...way.nodes.subarray(at + 1));
      return { nodes, edges: Uint32Array.of(...begin.edges, ...way.edges.subarray(at)) };
    }
    return way;
  };
}
