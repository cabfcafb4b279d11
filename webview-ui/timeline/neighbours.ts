import { isOk } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';

/** What is around a call in the call tree. */
export interface Neighbours {
  readonly call: CallRow;
  readonly parent: CallRow | null;
  /** The call itself and those beside it, in order. */
  readonly siblings: readonly CallRow[];
  /** Of the first of `siblings` among all children of the parent, from 0. */
  readonly firstIndex: number;
  /** All children of the parent. */
  readonly of: number;
  readonly children: readonly CallRow[];
}

/** More would be read out to nobody; the next ones come when one goes there. */
const BESIDE = 4;
const MOST_CHILDREN = 12;

export async function neighboursOf(host: Host, call: CallRow, signal?: AbortSignal): Promise<Neighbours> {
  const { thread, id, parent } = call;
  const [above, beside, below] = await Promise.all([
    parent === null ? null : host.request('call', parent, signal),
    host.request('siblings', { call: id, before: BESIDE, after: BESIDE }, signal),
    host.request('children', { thread, call: id, limit: MOST_CHILDREN }, signal),
  ]);
  const found = isOk(beside) ? beside.ok : null;
  return {
    call,
    parent: above !== null && isOk(above) ? above.ok : null,
    siblings: found?.rows ?? [call],
    firstIndex: found?.first ?? 0,
    of: found?.of ?? 1,
    children: isOk(below) ? below.ok : [],
  };
}

export type Step = 'parent' | 'child' | 'previous' | 'next';

/** Where a step from the call leads; null at an end. */
export function stepFrom({ call, parent, siblings, children }: Neighbours, step: Step): CallRow | null {
  if (step === 'parent') return parent;
  if (step === 'child') return children.at(0) ?? null;
  const at = siblings.findIndex(({ id }) => id === call.id);
  if (at < 0 || (step === 'previous' && at === 0)) return null;
  return siblings.at(step === 'next' ? at + 1 : at - 1) ?? null;
}
