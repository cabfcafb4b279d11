import { NONE } from './graph.js';
import { stepsOf } from './holding-path.js';
import type { PathStep } from './holding-path.js';
import { shortestPath } from './reach.js';
import type { SnapshotGraph } from './snapshot-graph.js';

/** Objects that are held in the same way. */
export interface PathGroup {
  /** Of one of them. */
  readonly path: readonly PathStep[];
  readonly count: number;
}

/** Objects of one type; more are not grouped, as each path is looked at by itself. */
const MOST_OBJECTS = 20_000;

/**
 * The shortest paths from roots to objects, those alike put together: alike are paths whose steps have the same names and lead
 * to the same types, whatever the keys and indices. The most frequent first.
 *
 * @param wanted an address, as Python's id() tells it, or the name of a type
 */
export function pathsOfType(
  found: SnapshotGraph,
  wanted: { readonly id: bigint } | { readonly type: string },
): readonly PathGroup[] {
  const groups = new Map<string, { path: readonly PathStep[]; count: number }>();
  for (const node of nodesOf(found, wanted)) {
    const path = shortestPath(found.reached, node);
    if (path === null) continue;
    const steps = stepsOf(found, path.nodes, path.edges, NONE);
    const key = steps.map(({ edge, type }) => `${edge.startsWith('[') ? '[]' : edge}\0${type}`).join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { path: steps, count: 1 });
    else group.count++;
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
}

function* nodesOf(
  { snapshot, graph }: SnapshotGraph,
  wanted: { readonly id: bigint } | { readonly type: string },
): Generator<number> {
  if ('id' in wanted) {
    const node = snapshot.addresses.indexOf(wanted.id);
    if (node >= 0) yield node;
    return;
  }
  const types = new Set(snapshot.types.flatMap(({ name }, id) => (name === wanted.type ? [id] : [])));
  let left = MOST_OBJECTS;
  for (let node = 0; node < graph.nodeCount && left > 0; node++) {
    if (!types.has(graph.type[node])) continue;
    left--;
    yield node;
  }
}
