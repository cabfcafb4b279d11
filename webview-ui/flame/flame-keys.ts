import type { FlameLayout } from './layout.js';

/**
 * Where an arrow leads from a node: up to the caller, down to its widest callee, left and right among what the caller
 * called; Home and End to the first and last of these.
 * @returns an index; null when the key leads nowhere.
 */
export function flameMove({ nodes, roots }: FlameLayout, from: number, key: string): number | null {
  const node = nodes[from];
  if (node === undefined) return null;
  const siblings = node.parent === null ? roots : nodes[node.parent].children;
  const at = siblings.indexOf(from);
  switch (key) {
    case 'ArrowUp':
      return node.parent;
    case 'ArrowDown':
      return node.children.at(0) ?? null;
    case 'ArrowLeft':
      return siblings[at - 1] ?? null;
    case 'ArrowRight':
      return siblings[at + 1] ?? null;
    case 'Home':
      return siblings[0];
    case 'End':
      return siblings.at(-1) ?? null;
    default:
      return null;
  }
}
