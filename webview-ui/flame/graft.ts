import type { TreeNode } from '../../src/store/api.js';

/** How many functions of a path the tree has, from the root down. */
export function knownLength(roots: readonly TreeNode[], path: readonly number[]): number {
  let among = roots;
  for (const [at, functionId] of path.entries()) {
    const found = among.find((node) => node.functionId === functionId);
    if (found === undefined) return at;
    among = found.children;
  }
  return path.length;
}

/** The tree with another node at the end of a path that it has: the same one, told in more detail. */
export function grafted(roots: readonly TreeNode[], path: readonly number[], detailed: TreeNode): readonly TreeNode[] {
  const way: TreeNode[] = [];
  let among = roots;
  for (const functionId of path) {
    const found = among.find((node) => node.functionId === functionId);
    if (found === undefined) return roots;
    way.push(found);
    among = found.children;
  }
  let replacement = detailed;
  for (const above of way.slice(0, -1).toReversed()) {
    replacement = { ...above, children: replaced(above.children, replacement) };
  }
  return replaced(roots, replacement);
}

function replaced(nodes: readonly TreeNode[], replacement: TreeNode): readonly TreeNode[] {
  return nodes.map((node) => (node.functionId === replacement.functionId ? replacement : node));
}
