import { edgeKinds } from './graph.js';

/** Sets of the edge kinds of a snapshot. Weak references are none of its edges: all that are there hold. */
export const edgeSets = { weak: edgeKinds() } as const;
