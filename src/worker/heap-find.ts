import { typeName } from '../heap/snapshot-graph.js';
import type { FindQuery, HeapFound } from '../rpc/heap-contract.js';
import type { OpenHeap } from './heap-objects.js';
import { shown } from './heap-steps.js';

/** The object of a recorded value, by its address and type; and the type, in case it is not there. */
export function findObject({ found: { snapshot, graph } }: OpenHeap, { type, address }: FindQuery): HeapFound {
  const node = address === null ? -1 : snapshot.addresses.indexOf(BigInt(address));
  const there = node < 0 ? null : typeName(snapshot, graph, node);
  const named = new Map<number, number>();
  for (const [id, { name }] of snapshot.types.entries()) if (name === type) named.set(id, 0);
  for (const id of named.size === 0 ? [] : graph.type) {
    const count = named.get(id);
    if (count !== undefined) named.set(id, count + 1);
  }
  const isIt = there === type;
  const own = isIt ? graph.type[node] : mostOf(named);
  const count = own === null ? 0 : (named.get(own) ?? 0);
  return {
    node: isIt ? node : null,
    typeThere: there === null ? null : shown(there),
    type: count === 0 ? null : own,
    count,
  };
}

function mostOf(counts: ReadonlyMap<number, number>): number | null {
  let most: number | null = null;
  for (const [id, count] of counts) if (most === null || count > (counts.get(most) ?? 0)) most = id;
  return most;
}
