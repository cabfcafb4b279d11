import type { TreeNode } from '../store/index.js';

/** The nodes with the most time, at most so many; with a node stay all above it. */
export function pruned(roots: readonly TreeNode[], most: number): readonly TreeNode[] {
  const times: number[] = [];
  each(roots, ({ totalNs }) => times.push(totalNs));
  if (times.length <= most) return roots;
  const least = times.toSorted((a, b) => b - a)[most - 1];
  // Of nodes with exactly the least time only as many stay as there is room for.
  let room = most - times.filter((time) => time > least).length;
  const keep = ({ totalNs }: TreeNode) => totalNs > least || (totalNs === least && room-- > 0);
  const copies: { children: readonly TreeNode[]; omitted?: number }[] = [];
  const kept = roots.filter(keep).map((node) => copied(node, copies));
  for (let at = 0; at < copies.length; at++) {
    const { children, omitted = 0 } = copies[at];
    const left = children.filter(keep).map((node) => copied(node, copies));
    const gone = children.length - left.length;
    if (gone > 0) copies[at].omitted = omitted + gone;
    copies[at].children = left;
  }
  return kept;
}

function copied(node: TreeNode, copies: { children: readonly TreeNode[]; omitted?: number }[]): TreeNode {
  const copy = { ...node };
  copies.push(copy);
  return copy;
}

/** Without recursion: a tree may be as deep as the program's. */
function each(roots: readonly TreeNode[], visit: (node: TreeNode) => void): void {
  const waiting = [...roots];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    visit(node);
    waiting.push(...node.children);
  }
}
