import type { Client } from '../../rpc/client.js';
import type { StoreEvents, StoreMethods } from '../../rpc/store-contract.js';
import type { CallRow } from '../../store/api.js';

/**
 * The call of the same function before or after a call. 'none' at either end, 'unknown' when the call itself is not in
 * the run. Throws CodedError.
 */
export async function neighbour(
  store: Pick<Client<StoreMethods, StoreEvents>, 'call'>,
  call: number,
  by: 1 | -1,
): Promise<CallRow | 'none' | 'unknown'> {
  const [row, place] = await Promise.all([store.call('call', call), store.call('placeOf', call)]);
  if (row === null || place === null) return 'unknown';
  const offset = place.index + by;
  if (offset < 0 || offset >= place.of) return 'none';
  const [next] = await store.call('callsOf', { functionIds: [row.functionId], limit: 1, offset });
  return next ?? 'none';
}
