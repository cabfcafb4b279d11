import { isOk } from '../../src/base/result.js';
import type { CallRow } from '../../src/store/api.js';
import type { Host } from '../app/model.js';
import { childIndex } from '../call/sibling-search.js';

/** What is around a call in the call tree. */
export interface Neighbours {
  readonly call: CallRow;
  readonly parent: CallRow | null;
  /** The call itself and those beside it, in order. */
  readonly siblings: readonly CallRow[];
  /** Of the first of `siblings` among all children of the parent, from 0; null when it could not be told. */
  readonly firstIndex: number | null;
  readonly children: readonly CallRow[];
}

/** More would be read out to nobody; the next ones come when one goes there. */
const BESIDE = 4;
const MOST_CHILDREN = 12;

/** @param callsOfThread how many siblings an outermost call may have. */
export async function neighboursOf(
  host: Host,
  call: CallRow,
  callsOfThread: number,
  signal?: AbortSignal,
): Promise<Neighbours> {
  const { thread } = call;
  const page = async (of: number | null, offset: number, limit: number): Promise<readonly CallRow[]> => {
    const result = await host.request('children', { thread, call: of, limit, offset }, signal);
    return isOk(result) ? result.ok : [];
  };
  const parentRow = async (): Promise<CallRow | null> => {
    if (call.parent === null) return null;
    const result = await host.request('call', call.parent, signal);
    return isOk(result) ? result.ok : null;
  };
  const [parent, children] = await Promise.all([parentRow(), page(call.id, 0, MOST_CHILDREN)]);
  // The first page is enough for most calls; a loop of a million needs the bisection.
  let index: number | null = (await page(call.parent, 0, FIRST_PAGE)).findIndex(({ id }) => id === call.id);
  if (index < 0) {
    const siblings = (offset: number, limit: number) => page(call.parent, offset, limit);
    // The parent may be a generator, whose subtree counts its first interval only.
    index = await childIndex(siblings, call.id, Math.max(parent?.subtree ?? 0, callsOfThread));
  }
  if (index === null) return { call, parent, siblings: [call], firstIndex: null, children };
  const firstIndex = Math.max(0, index - BESIDE);
  const siblings = await page(call.parent, firstIndex, index - firstIndex + BESIDE + 1);
  return { call, parent, siblings, firstIndex, children };
}

const FIRST_PAGE = 32;

export type Step = 'parent' | 'child' | 'previous' | 'next';

/** Where a step from the call leads; null at an end. */
export function stepFrom({ call, parent, siblings, children }: Neighbours, step: Step): CallRow | null {
  if (step === 'parent') return parent;
  if (step === 'child') return children.at(0) ?? null;
  const at = siblings.findIndex(({ id }) => id === call.id);
  if (at < 0 || (step === 'previous' && at === 0)) return null;
  return siblings.at(step === 'next' ? at + 1 : at - 1) ?? null;
}
