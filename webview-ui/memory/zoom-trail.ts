import { icicleWay } from './icicle-layout.js';
import type { IcicleNode } from './icicle-layout.js';
import { nodeName } from './icicle-words.js';

/** A node that was zoomed into, with its name for the way back. */
export interface ZoomStep {
  readonly node: number;
  readonly name: string;
}

/** Longer ways are cut at their beginning, after which "All objects" comes. */
const MOST_STEPS = 50;

/** The trail after a node of the picture was zoomed into; the first node of the picture is where it was before. */
export function zoomedInto(
  trail: readonly ZoomStep[],
  nodes: readonly IcicleNode[],
  index: number,
): readonly ZoomStep[] {
  const way = icicleWay(nodes, index)
    .slice(1)
    .map(({ source }) => ({ node: source.node, name: nodeName(source) }));
  return [...trail, ...way].slice(-MOST_STEPS);
}

/** Whether what was kept from an earlier page is a trail. */
export function isTrail(kept: unknown): kept is readonly ZoomStep[] {
  return Array.isArray(kept) && kept.length <= MOST_STEPS && kept.every(isStep);
}

function isStep(kept: unknown): kept is ZoomStep {
  if (typeof kept !== 'object' || kept === null || !('node' in kept) || !('name' in kept)) return false;
  return (
    typeof kept.node === 'number' && Number.isInteger(kept.node) && kept.node >= 0 && typeof kept.name === 'string'
  );
}
