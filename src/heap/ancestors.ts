/** Numbers a node has in `Ancestors`, side by side, because each look-up lands anywhere in memory. */
const SIZE = 4;
const PARENT = 0;
const JUMP = 1;
const FIRST = 2;
const END = 3;

/**
 * Nearest common ancestors in a tree whose parents have smaller numbers than their children, in O(log n). What lies below a
 * node is a range of places in preorder; the nearest common ancestor is the first on one node's way up whose range holds
 * the other. Besides its parent each node knows one ancestor farther up, at a distance that depends on its depth alone:
 * Myers, "An applicative random-access stack" (Information Processing Letters 17, 1983).
 */
export class Ancestors {
  readonly #nodes: Int32Array;

  /** @param parent of each number; 0 is the root, and its own parent */
  constructor(parent: Int32Array) {
    const count = parent.length;
    const nodes = new Int32Array(SIZE * count);
    const depth = new Int32Array(count);
    for (let node = 1; node < count; node++) {
      const above = parent[node];
      const far = nodes[SIZE * above + JUMP];
      const farther = nodes[SIZE * far + JUMP];
      depth[node] = depth[above] + 1;
      nodes[SIZE * node + PARENT] = above;
      nodes[SIZE * node + JUMP] = depth[above] - depth[far] === depth[far] - depth[farther] ? farther : above;
    }
    // First the size of each range stands at its end, then the next free place in it.
    for (let node = count - 1; node >= 0; node--) {
      const size = ++nodes[SIZE * node + END];
      if (node > 0) nodes[SIZE * parent[node] + END] += size;
    }
    const free = depth;
    free[0] = 1;
    for (let node = 1; node < count; node++) {
      const above = parent[node];
      const first = free[above];
      const end = first + nodes[SIZE * node + END];
      free[above] = end;
      free[node] = first + 1;
      nodes[SIZE * node + FIRST] = first;
      nodes[SIZE * node + END] = end;
    }
    this.#nodes = nodes;
  }

  /** Climbs from the other: fastest when that one is the higher. */
  nearestCommon(one: number, other: number): number {
    const nodes = this.#nodes;
    const place = nodes[SIZE * one + FIRST];
    let at = SIZE * other;
    while (place < nodes[at + FIRST] || place >= nodes[at + END]) {
      const jump = SIZE * nodes[at + JUMP];
      const isTooFar = place >= nodes[jump + FIRST] && place < nodes[jump + END];
      at = isTooFar ? SIZE * nodes[at + PARENT] : jump;
    }
    return at / SIZE;
  }
}
