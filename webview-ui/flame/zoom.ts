import type { FlameLayout, FlameNode } from './layout.js';
import { pathTo } from './layout.js';

/** The zoom at which a node is seen: as it is, or out to the next caller that has both below it; null is all. */
export function zoomShowing(layout: FlameLayout, zoomed: number | null, index: number): number | null {
  if (zoomed === null || layout.nodes[zoomed] === undefined) return null;
  const wanted = new Set(pathTo(layout, index).map((node) => node.index));
  const zoomPath = pathTo(layout, zoomed).map((node) => node.index);
  // A caller of the zoomed node is drawn above it.
  if (zoomPath.includes(index)) return zoomed;
  return zoomPath.findLast((above) => wanted.has(above)) ?? null;
}

/** An entry of the way back: a node, or how many are left out between its neighbours. */
export type Crumb = { readonly node: FlameNode } | { readonly hidden: number };

const LAST_CRUMBS = 4;

/** The way from all to the zoomed node; of a long one the first and the last few. */
export function crumbs(layout: FlameLayout, zoomed: number): readonly Crumb[] {
  const path = pathTo(layout, zoomed);
  const hidden = path.length - LAST_CRUMBS - 1;
  if (hidden < 2) return path.map((node) => ({ node }));
  return [{ node: path[0] }, { hidden }, ...path.slice(-LAST_CRUMBS).map((node) => ({ node }))];
}
