import { arrowMove } from '../levels/arrow-move.js';
import type { FlameLayout } from './layout.js';

/**
 * Where an arrow leads from a node: up to the caller, down to its widest callee, left and right among what the caller
 * called; Home and End to the first and last of these.
 * @returns an index; null when the key leads nowhere.
 */
export function flameMove({ nodes, roots }: FlameLayout, from: number, key: string): number | null {
  const node = nodes[from];
  if (node === undefined) return null;
  const { parent, children } = node;
  const siblings = parent === null ? roots : nodes[parent].children;
  return arrowMove({ node: from, parent, children, siblings }, key);
}
