import { CodedError } from '../base/result.js';
import { readSnapshot } from '../format/snapshot.js';
import type { HeapSnapshot, IndexAddresses, SnapshotOptions } from '../format/snapshot.js';
import { AddressIndex } from './address-index.js';
import { edgeSets } from './edge-sets.js';
import { checkGraph } from './graph.js';
import type { HeapGraph } from './graph.js';
import { reach, reachFurther } from './reach.js';
import { HELD_FROM_C, SecondaryRoot, UNREACHABLE_CYCLE, secondaryRoots } from './secondary-roots.js';
import { rootName } from './snapshot-graph.js';
import type { SnapshotFacts, SnapshotGraph } from './snapshot-graph.js';

const indexAddresses: IndexAddresses = (addresses) => {
  const index = new AddressIndex(addresses);
  return (wanted, found) => index.findAll(wanted, found);
};

/**
 * A snapshot file as a graph. What belongs to the shim itself is no node: references to it are not there.
 *
 * @throws CodedError 'not-a-recording' for a file of another kind, 'damaged' where nothing of it can be used, and what the file
 * system throws.
 */
export async function openSnapshot(path: string, options: SnapshotOptions = {}): Promise<SnapshotGraph> {
  const snapshot = await readSnapshot(path, indexAddresses, options);
  const [problem] = snapshot.problems;
  if (snapshot.nodeCount === 0) {
    const code = problem?.code === 'not-a-recording' || problem?.code === 'newer-version' ? problem.code : 'damaged';
    throw new CodedError(code, problem?.message ?? 'The heap snapshot holds no objects');
  }
  return graphOf(snapshot);
}

function graphOf({ firstEdge, targets, labels, ...snapshot }: HeapSnapshot): SnapshotGraph {
  const rootNames = new Map<number, string>();
  for (const { kind, node, name } of snapshot.roots) {
    if (!rootNames.has(node)) rootNames.set(node, rootName(kind, name));
  }
  const graph: HeapGraph = {
    nodeCount: snapshot.nodeCount,
    edgeCount: targets.length,
    firstEdge,
    target: targets,
    label: labels,
    shallow: snapshot.sizes,
    type: snapshot.typeIds,
    refcount: snapshot.refcounts,
    roots: Uint32Array.from(rootNames.keys()),
  };
  checkGraph(graph);
  return withSecondaryRoots(snapshot, graph, rootNames);
}

/** Nothing is left out: what no root leads to hangs under roots that say why it is alive. */
function withSecondaryRoots(
  snapshot: SnapshotFacts,
  graph: HeapGraph,
  rootNames: ReadonlyMap<number, string>,
): SnapshotGraph {
  const before = reach(graph, edgeSets.weak);
  const { node, kind } = secondaryRoots(graph, edgeSets.weak, before);
  const names = new Map(rootNames);
  for (let at = 0; at < node.length; at++) names.set(node[at], secondaryNames[kind[at]] ?? 'unknown');
  const roots = new Uint32Array(graph.roots.length + node.length);
  roots.set(graph.roots);
  roots.set(node, graph.roots.length);
  return {
    snapshot,
    graph: { ...graph, roots },
    rootNames: names,
    reached: reachFurther(graph, edgeSets.weak, before, node),
  };
}

const secondaryNames: Readonly<Record<number, string>> = {
  [SecondaryRoot.heldFromC]: HELD_FROM_C,
  [SecondaryRoot.immortal]: 'immortal',
  [SecondaryRoot.unreachableCycle]: UNREACHABLE_CYCLE,
  [SecondaryRoot.unexplained]: 'held by the interpreter',
};
