/** Graphs that have brought algorithms to their knees: deep, wide, dense. Node 0 is the root. */
import type { HeapGraph } from '../../src/heap/graph.js';

/** 0 -> 1 -> 2 ... */
export function chain(nodeCount: number): HeapGraph {
  return shape(nodeCount, (node, add) => {
    if (node + 1 < nodeCount) add(node + 1);
  });
}

/** 0 -> every other node, and back when asked. */
export function star(nodeCount: number, isCyclic = false): HeapGraph {
  return shape(nodeCount, (node, add) => {
    if (node === 0) for (let other = 1; other < nodeCount; other++) add(other);
    else if (isCyclic) add(0);
  });
}

/**
 * Two rails whose rungs lead both ways, entered at both tops, and one that also climbs: nothing but the root dominates,
 * and semidominators lie far up. Rail A is 1, 3, 5 ..., rail B is 2, 4, 6 ...
 */
export function ladder(rungs: number): HeapGraph {
  const last = 2 * rungs - 1;
  return shape(1 + 2 * rungs, (node, add) => {
    if (node === 0) {
      add(1);
      add(2);
      return;
    }
    const isOnA = node % 2 === 1;
    add(isOnA ? node + 1 : node - 1);
    if (node < last) add(node + 2);
    if (!isOnA && node > 2) add(node - 2);
  });
}

/** Every node of the left half refers to every node of the right half; the root to all of the left. */
export function bipartite(half: number): HeapGraph {
  return shape(1 + 2 * half, (node, add) => {
    if (node === 0) for (let left = 1; left <= half; left++) add(left);
    else if (node <= half) for (let right = half + 1; right <= 2 * half; right++) add(right);
  });
}

/** A chain in which every node also refers to the first and to itself, twice. */
export function backToTheTop(nodeCount: number): HeapGraph {
  return shape(nodeCount, (node, add) => {
    if (node + 1 < nodeCount) add(node + 1);
    for (const to of [0, node, node]) add(to);
  });
}

/** Nodes of one byte; `edgesOf` adds the targets of a node. */
function shape(nodeCount: number, edgesOf: (node: number, add: (to: number) => void) => void): HeapGraph {
  const firstEdge = new Uint32Array(nodeCount + 1);
  const targets: number[] = [];
  const add = (to: number) => void targets.push(to);
  for (let node = 0; node < nodeCount; node++) {
    edgesOf(node, add);
    firstEdge[node + 1] = targets.length;
  }
  return {
    nodeCount,
    edgeCount: targets.length,
    firstEdge,
    target: Uint32Array.from(targets),
    label: new Uint32Array(targets.length),
    shallow: new Float64Array(nodeCount).fill(1),
    type: new Uint32Array(nodeCount),
    refcount: new Uint32Array(nodeCount),
    roots: Uint32Array.of(0),
  };
}
