/**
 * Nearest common ancestors in a tree whose parents have smaller numbers than their children, in O(log n) with two numbers
 * a node: Myers, "An applicative random-access stack" (Information Processing Letters 17, 1983). Besides its parent each
 * node knows one ancestor farther up, at a distance that depends on its depth alone.
 */
export class Ancestors {
  readonly #parent: Int32Array;
  readonly #depth: Int32Array;
  readonly #jump: Int32Array;

  /** @param parent of each number; 0 is the root, and its own parent */
  constructor(parent: Int32Array) {
    const depth = new Int32Array(parent.length);
    const jump = new Int32Array(parent.length);
    for (let node = 1; node < parent.length; node++) {
      const above = parent[node];
      const far = jump[above];
      depth[node] = depth[above] + 1;
      jump[node] = depth[above] - depth[far] === depth[far] - depth[jump[far]] ? jump[far] : above;
    }
    this.#parent = parent;
    this.#depth = depth;
    this.#jump = jump;
  }

  nearestCommon(one: number, other: number): number {
    const parent = this.#parent;
    const depth = this.#depth;
    const jump = this.#jump;
    let a = one;
    let b = other;
    if (depth[a] < depth[b]) [a, b] = [b, a];
    const level = depth[b];
    while (depth[a] > level) a = depth[jump[a]] >= level ? jump[a] : parent[a];
    while (a !== b) {
      const apart = jump[a] !== jump[b];
      a = apart ? jump[a] : parent[a];
      b = apart ? jump[b] : parent[b];
    }
    return a;
  }
}
