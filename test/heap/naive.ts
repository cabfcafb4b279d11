/** What the heap's analyses mean, written so that a reader sees that it is right; only for small graphs. */
import { isAmong } from '../../src/heap/graph.js';
import type { EdgeKinds, HeapGraph } from '../../src/heap/graph.js';

/** Holding edges of a node as [edge, target]. */
export function holdingEdges({ firstEdge, target, label }: HeapGraph, weak: EdgeKinds, node: number) {
  const edges: { readonly edge: number; readonly to: number }[] = [];
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (!isAmong(weak, label[edge])) edges.push({ edge, to: target[edge] });
  }
  return edges;
}

/** What the roots lead to without a node, and without some edges. */
export function reached(
  graph: HeapGraph,
  weak: EdgeKinds,
  removed: number | null = null,
  cut: ReadonlySet<number> = new Set(),
): Set<number> {
  const seen = new Set([...graph.roots].filter((root) => root !== removed));
  for (const node of seen) {
    for (const { edge, to } of holdingEdges(graph, weak, node)) if (to !== removed && !cut.has(edge)) seen.add(to);
  }
  return seen;
}

/** For each reached node what it dominates, with itself: what is lost without it. */
export function dominated(graph: HeapGraph, weak: EdgeKinds): Map<number, Set<number>> {
  const all = reached(graph, weak);
  return new Map(
    [...all].map((node) => {
      const left = reached(graph, weak, node);
      return [node, new Set([...all].filter((other) => !left.has(other)))];
    }),
  );
}

/** The dominator that all other dominators of a node dominate; nodeCount if there is none; null if not reached. */
export function immediateDominators(graph: HeapGraph, weak: EdgeKinds): (number | null)[] {
  const sets = dominated(graph, weak);
  return Array.from({ length: graph.nodeCount }, (_, node) => {
    if (!sets.has(node)) return null;
    const above = [...sets].filter(([other, set]) => other !== node && set.has(node));
    return above.toSorted(([, one], [, other]) => one.size - other.size)[0]?.[0] ?? graph.nodeCount;
  });
}
