import { NO_COMPONENT, unreachedComponents } from './components.js';
import type { Components } from './components.js';
import { NONE, isAmong } from './graph.js';
import type { EdgeKinds, HeapGraph } from './graph.js';
import type { Reach } from './reach.js';
import { noTick } from './tick.js';
import type { Tick } from './tick.js';

/** Why something is alive to which no root leads. */
export const SecondaryRoot = {
  /** More references are counted than objects hold: C code holds the rest. */
  heldFromC: 0,
  /** The interpreter never frees it. */
  immortal: 1,
  /** Objects that hold each other; the next collection frees them. */
  unreachableCycle: 2,
  /** None of that: its count says that it is free, or was not recorded. */
  unexplained: 3,
} as const;

/** What such roots are called. */
export const UNREACHABLE_CYCLE = 'unreachable cycle';
export const HELD_FROM_C = 'held from C';

/** Nodes under which everything hangs that the roots do not reach, by ascending node. */
export interface SecondaryRoots {
  readonly node: Uint32Array;
  /** A `SecondaryRoot` for each. */
  readonly kind: Uint8Array;
  /** Counted references that no object holds, for each; 0 unless held from C. */
  readonly fromC: Uint32Array;
}

/** Reference counts from here on are no counts: PEP 683 sets bits that no program reaches. */
const IMMORTAL = 2 ** 31;

/**
 * One node of every strongly connected component of the unreached nodes to which no other such component leads: that with
 * the most references from C, else one that is immortal, else the first.
 *
 * @param uncounted kinds of edges that are no counted reference; weak ones, as a rule
 */
export function secondaryRoots(
  graph: HeapGraph,
  weak: EdgeKinds,
  before: Reach,
  { uncounted = weak, tick = noTick }: { readonly uncounted?: EdgeKinds; readonly tick?: Tick } = {},
): SecondaryRoots {
  if (before.count === graph.nodeCount) {
    return { node: new Uint32Array(0), kind: new Uint8Array(0), fromC: new Uint32Array(0) };
  }
  const components = unreachedComponents(graph, weak, before, tick);
  const { inbound, isEntered, isCycle } = inboundOf(graph, weak, uncounted, components);
  const { component } = components;
  /** References from C to a node, or none if it is immortal. */
  const surplus = (node: number): number => {
    const count = graph.refcount[node];
    return count >= IMMORTAL ? 0 : Math.max(0, count - inbound[node]);
  };
  const rank = (node: number): number => surplus(node) || (graph.refcount[node] >= IMMORTAL ? 0.5 : 0);
  const chosen = new Uint32Array(components.count).fill(NONE);
  for (let node = 0; node < graph.nodeCount; node++) {
    const own = component[node];
    if (own === NO_COMPONENT || isEntered[own] === 1) continue;
    const known = chosen[own];
    if (known === NONE || rank(node) > rank(known)) chosen[own] = node;
  }
  const node = chosen.filter((one) => one !== NONE).toSorted();
  const kind = Uint8Array.from(node, (one) => {
    if (surplus(one) > 0) return SecondaryRoot.heldFromC;
    if (graph.refcount[one] >= IMMORTAL) return SecondaryRoot.immortal;
    return isCycle[component[one]] === 1 ? SecondaryRoot.unreachableCycle : SecondaryRoot.unexplained;
  });
  return { node, kind, fromC: node.map(surplus) };
}

interface Inbound {
  /** Counted references by objects, for each node. */
  readonly inbound: Uint32Array;
  /** 1 for components to which another leads. */
  readonly isEntered: Uint8Array;
  /** 1 for components that hold themselves. */
  readonly isCycle: Uint8Array;
}

function inboundOf(graph: HeapGraph, weak: EdgeKinds, uncounted: EdgeKinds, components: Components): Inbound {
  const { nodeCount, firstEdge, target, label } = graph;
  const { component, count } = components;
  const inbound = new Uint32Array(nodeCount);
  const isEntered = new Uint8Array(count);
  const isCycle = new Uint8Array(count);
  for (let node = 0; node < nodeCount; node++) {
    const own = component[node];
    const last = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < last; edge++) {
      const to = target[edge];
      const other = component[to];
      if (other === NO_COMPONENT) continue;
      if (!isAmong(uncounted, label[edge])) inbound[to]++;
      if (isAmong(weak, label[edge])) continue;
      if (own === other) isCycle[own] = 1;
      else isEntered[other] = 1;
    }
  }
  return { inbound, isEntered, isCycle };
}
