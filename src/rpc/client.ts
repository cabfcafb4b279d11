import type { Disposable } from '../base/disposable.js';
import { CodedError, isOk } from '../base/result.js';
import type { Result } from '../base/result.js';
import type { Channel } from './channel.js';
import { CANCEL_SLOTS } from './contract.js';
import type { Input, MethodName, Output, ReplyMessage, RequestMessage } from './contract.js';

interface Waiting {
  readonly settle: (result: Result<unknown>) => void;
  readonly stop: () => void;
}

/** Asks the other side of a channel. What a method answers follows from its name. */
export class Client<Methods, Events> implements Disposable {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  readonly #listening: Disposable;
  readonly #slots: Int32Array | null;
  #lastId = 0;
  #over: CodedError | null = null;

  /** @param shared whether the other side is a thread of this process, which shared memory reaches. */
  constructor(channel: Channel, shared: boolean) {
    this.#channel = channel;
    this.#listening = channel.onMessage((message) => this.#receive(message as ReplyMessage));
    this.#slots = shared ? new Int32Array(new SharedArrayBuffer(4 * CANCEL_SLOTS)) : null;
    if (this.#slots !== null) this.#send({ type: 'cancellations', slots: this.#slots });
  }

  /** Failure as a value: 'cancelled' when the signal fires, whatever the other side does. */
  request<Name extends MethodName<Methods>>(
    method: Name,
    input: Input<Methods[Name]>,
    signal?: AbortSignal,
  ): Promise<Result<Output<Methods[Name]>>> {
    if (this.#over !== null) return Promise.resolve({ err: { code: this.#over.code, message: this.#over.message } });
    if (signal?.aborted === true) return Promise.resolve({ err: { code: 'cancelled', message: 'Cancelled' } });
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const cancel = () => {
        if (this.#slots !== null) Atomics.store(this.#slots, id % CANCEL_SLOTS, id);
        this.#send({ type: 'cancel', id });
        this.#settle(id, { err: { code: 'cancelled', message: 'Cancelled' } });
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#waiting.set(id, {
        settle: (result) => resolve(result as Result<Output<Methods[Name]>>),
        stop: () => signal?.removeEventListener('abort', cancel),
      });
      this.#send({ type: 'request', id, method, input });
    });
  }

  /** The same with the failure thrown as a CodedError. */
  async call<Name extends MethodName<Methods>>(
    method: Name,
    input: Input<Methods[Name]>,
    signal?: AbortSignal,
  ): Promise<Output<Methods[Name]>> {
    const result = await this.request(method, input, signal);
    if (isOk(result)) return result.ok;
    throw new CodedError(result.err.code, result.err.message);
  }

  on<Name extends Extract<keyof Events, string>>(event: Name, listener: (value: Events[Name]) => void): Disposable {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    listeners.add(listener);
    return { dispose: () => void listeners.delete(listener) };
  }

  /** The other side is gone: whatever waits, and whatever comes, fails with this. */
  end(reason: CodedError): void {
    this.#over ??= reason;
    for (const id of this.#waiting.keys()) this.#settle(id, { err: { code: reason.code, message: reason.message } });
  }

  dispose(): void {
    this.end(new CodedError('cancelled', 'The connection was closed'));
    this.#listening.dispose();
  }

  #send(message: RequestMessage): void {
    this.#channel.send(message);
  }

  #receive(message: ReplyMessage): void {
    if (message.type === 'reply') this.#settle(message.id, message.result);
    else if (message.type === 'event') {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.value as never);
    }
  }

  #settle(id: number, result: Result<unknown>): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.stop();
    waiting.settle(result);
  }
}
