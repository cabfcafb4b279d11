import { HeapEdgeKind } from '../format/schema.gen.js';
import { NONE, kindOf } from './graph.js';
import { isToAttributes } from './holding-path.js';
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
export function reachByName(found: SnapshotGraph): Reach {
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
