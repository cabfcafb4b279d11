import type { RequestMessage } from '../../rpc/contract.js';

/** A message of a page, or null when it is none of ours. Shared memory does not reach a page. */
export function pageMessage(received: unknown): Exclude<RequestMessage, { readonly type: 'cancellations' }> | null {
  if (typeof received !== 'object' || received === null) return null;
  const fields = new Map<string, unknown>(Object.entries(received));
  const id = fields.get('id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  if (fields.get('type') === 'cancel') return { type: 'cancel', id };
  const method = fields.get('method');
  if (fields.get('type') !== 'request' || typeof method !== 'string') return null;
  return { type: 'request', id, method, input: fields.get('input') };
}

/**
 * What is sent to a page goes through JSON, typed arrays apart, and that drops `undefined`: an answer of nothing must
 * stay an answer.
 */
export function forPage(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || !('result' in message)) return message;
  const { result } = message;
  const isNothing = typeof result === 'object' && result !== null && 'ok' in result && result.ok === undefined;
  return isNothing ? { ...message, result: { ok: null } } : message;
}
