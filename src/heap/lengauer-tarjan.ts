import type { DepthFirst } from './depth-first.js';
import { TICK_MASK } from './tick.js';
import type { Tick } from './tick.js';

/**
 * Immediate dominators of the numbered nodes, as numbers: Lengauer and Tarjan, "A fast algorithm for finding dominators in
 * a flowgraph" (TOPLAS 1, 1979), the simple variant, O(m log n). Two things differ. A predecessor with a smaller number
 * is not linked when it is looked at, so only the smallest of them matters, and the search knows it already. And a
 * node's bucket is emptied when its own turn comes, which is when all that lies below it is linked: linking is to count
 * down, and a node with a smaller number than the last linked one is a root of the forest.
 *
 * Neither semi-NCA (Georgiadis) nor Cooper, Harvey and Kennedy will do: ladders and long chains make them quadratic.
 *
 * @param search its `parent` and `semi` become the forest's ancestors and the semidominators, and so are lost
 */
export function lengauerTarjan(search: DepthFirst, tick: Tick): Int32Array {
  const { count, parent: ancestor, semi, late, pairs } = search;
  const stack = new Int32Array(count + 1);
  /** The node with the smallest semidominator on the compressed way up to the root of its tree, the root left out. */
  const best = new Int32Array(count + 1);
  for (let node = 0; node <= count; node++) best[node] = node;
  /** Nodes whose semidominator is the index, as a linked list; 0 ends it, because node 0 is in none. */
  const bucket = new Int32Array(count + 1);
  // A node is in a bucket only while its dominator is unknown, so the lists' links can lie there.
  const dominator = new Int32Array(count + 1);
  const link = dominator;

  const evaluate = (node: number, lastLinked: number): number => {
    let at = node;
    if (ancestor[at] < lastLinked) return best[at];
    let depth = 0;
    do {
      stack[depth++] = at;
      at = ancestor[at];
    } while (ancestor[at] >= lastLinked);
    const root = ancestor[at];
    let smallest = best[at];
    let smallestSemi = semi[smallest];
    while (depth > 0) {
      at = stack[--depth];
      ancestor[at] = root;
      const own = best[at];
      if (smallestSemi < semi[own]) {
        best[at] = smallest;
      } else {
        smallest = own;
        smallestSemi = semi[own];
      }
    }
    return smallest;
  };

  for (let node = count; node > 0; node--) {
    if ((node & TICK_MASK) === 0) tick(1 - node / count);
    const linked = node + 1;
    for (let below = bucket[node]; below !== 0;) {
      const next = link[below];
      const least = evaluate(below, linked);
      dominator[below] = semi[least] < node ? least : node;
      below = next;
    }
    let lowest = semi[node];
    for (let entry = late[node]; entry !== 0; entry = pairs[2 * entry + 1]) {
      const candidate = semi[evaluate(pairs[2 * entry], linked)];
      if (candidate < lowest) lowest = candidate;
    }
    semi[node] = lowest;
    // What the virtual root or the parent semidominates, they dominate.
    if (lowest === 0 || lowest === ancestor[node]) {
      dominator[node] = lowest;
    } else {
      link[node] = bucket[lowest];
      bucket[lowest] = node;
    }
  }
  for (let node = 1; node <= count; node++) {
    if (dominator[node] !== semi[node]) dominator[node] = dominator[dominator[node]];
  }
  return dominator;
}
