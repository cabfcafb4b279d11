import { NONE, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import type { Reach } from './reach.js';
import { TICK_MASK } from './tick.js';
import type { Tick } from './tick.js';

/** Which nodes lead to each other. */
export interface Components {
  readonly count: number;
  /** Component of each node, from 0; no component leads to one with a greater number. NO_COMPONENT for the rest. */
  readonly component: Int32Array;
}

export const NO_COMPONENT = -1;

/**
 * Strongly connected components of the nodes that were not reached: Tarjan, "Depth-first search and linear graph
 * algorithms" (SIAM Journal on Computing 1, 1972), with the search's stack in columns.
 */
export function unreachedComponents(
  graph: HeapGraph,
  weak: EdgeKinds,
  { distance, count }: Reach,
  tick: Tick,
): Components {
  const { nodeCount, firstEdge, target, label } = graph;
  const most = nodeCount - count + 1;
  // Nodes are numbered from 1 in the order in which they are first seen, and later by their components.
  const number = new Int32Array(nodeCount);
  const nodeOf = new Int32Array(most);
  const parent = new Int32Array(most);
  const cursor = new Int32Array(most);
  // The smallest number on the stack that is known to be led to.
  const low = new Int32Array(most);
  const component = new Int32Array(most).fill(NO_COMPONENT);
  const stack = new Int32Array(most);
  let height = 0;
  let seen = 0;
  let components = 0;
  let until = TICK_MASK;
  for (let start = 0; start < nodeCount; start++) {
    if (distance[start] !== NONE || number[start] !== 0) continue;
    let node = start;
    let from = 0;
    for (;;) {
      if (number[node] === 0) {
        const at = ++seen;
        number[node] = at;
        nodeOf[at] = node;
        parent[at] = from;
        cursor[at] = firstEdge[node];
        low[at] = at;
        stack[height++] = at;
      }
      if (--until === 0) {
        until = TICK_MASK;
        tick(seen / most);
      }
      const at = number[node];
      const last = firstEdge[node + 1];
      let edge = cursor[at];
      let child = NONE;
      for (; edge < last; edge++) {
        const to = target[edge];
        if (distance[to] !== NONE || isAmong(weak, label[edge])) continue;
        const other = number[to];
        if (other === 0) {
          child = to;
          edge++;
          break;
        }
        if (component[other] === NO_COMPONENT && other < low[at]) low[at] = other;
      }
      cursor[at] = edge;
      if (child !== NONE) {
        node = child;
        from = at;
        continue;
      }
      if (low[at] === at) {
        let popped;
        do {
          popped = stack[--height];
          component[popped] = components;
        } while (popped !== at);
        components++;
      }
      const above = parent[at];
      if (above === 0) break;
      if (low[at] < low[above]) low[above] = low[at];
      node = nodeOf[above];
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    number[node] = number[node] === 0 ? NO_COMPONENT : component[number[node]];
  }
  return { count: components, component: number };
}
