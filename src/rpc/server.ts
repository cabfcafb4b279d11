import type { Disposable } from '../base/disposable.js';
import { CodedError, toFailure } from '../base/result.js';
import type { Channel } from './channel.js';
import { CANCEL_SLOTS } from './contract.js';
import type { Handlers, MethodName, ReplyMessage, RequestMessage } from './contract.js';

export interface Server<Events> extends Disposable {
  emit<Name extends Extract<keyof Events, string>>(event: Name, value: Events[Name]): void;
}

type AnyHandler = (input: unknown, context: { readonly signal: AbortSignal }) => unknown;

/** Answers the requests that come through a channel. */
export function serve<Methods, Events>(channel: Channel, handlers: Handlers<Methods>): Server<Events> {
  const running = new Map<number, AbortController>();
  const byName = new Map<string, AnyHandler>(Object.entries(handlers as Record<MethodName<Methods>, AnyHandler>));
  let slots: Int32Array | null = null;
  const reply = (message: ReplyMessage, transfer?: readonly ArrayBuffer[]) => channel.send(message, transfer);

  const answer = async (id: number, method: string, input: unknown) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const handler = byName.get(method);
      if (handler === undefined) throw new CodedError('bad-argument', `There is no method ${method}.`);
      const value = await handler(input, { signal: watching(controller.signal, slots, id) });
      reply({ type: 'reply', id, result: { ok: value } }, ownBuffers(value));
    } catch (thrown) {
      reply({ type: 'reply', id, result: { err: toFailure(thrown) } });
    } finally {
      running.delete(id);
    }
  };

  const listening = channel.onMessage((received) => {
    const message = received as RequestMessage;
    if (message.type === 'request') void answer(message.id, message.method, message.input);
    else if (message.type === 'cancel') running.get(message.id)?.abort(cancelled());
    else if (message.type === 'cancellations') ({ slots } = message);
  });
  return {
    emit: (event, value) => reply({ type: 'event', event, value }),
    dispose: () => {
      listening.dispose();
      for (const controller of running.values()) controller.abort(cancelled());
    },
  };
}

function cancelled(): CodedError {
  return new CodedError('cancelled', 'Cancelled');
}

/**
 * The same signal, which besides looks at shared memory when it is asked: a message is not read before a handler that
 * never pauses is through.
 */
function watching(signal: AbortSignal, slots: Int32Array | null, id: number): AbortSignal {
  if (slots === null) return signal;
  const isCancelled = () => Atomics.load(slots, id % CANCEL_SLOTS) === id;
  const throwIfAborted = signal.throwIfAborted.bind(signal);
  return Object.defineProperties(signal, {
    aborted: { get: isCancelled },
    throwIfAborted: {
      value: () => {
        throwIfAborted();
        if (isCancelled()) throw cancelled();
      },
    },
  });
}

/** Typed arrays that are direct properties of a result own their memory: it moves instead of being copied. */
function ownBuffers(value: unknown): readonly ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  const buffers = new Set<ArrayBuffer>();
  for (const part of Object.values(value)) {
    if (!ArrayBuffer.isView(part) || !(part.buffer instanceof ArrayBuffer)) continue;
    if (part.byteLength === part.buffer.byteLength) buffers.add(part.buffer);
  }
  return [...buffers];
}
