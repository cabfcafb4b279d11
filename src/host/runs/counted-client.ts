import { Client } from '../../rpc/client.js';
import type { Channel } from '../../rpc/channel.js';
import type { Input, MethodName, Output } from '../../rpc/contract.js';
import type { Result } from '../../base/result.js';
import type { Disposable } from '../../base/disposable.js';

/** A client that counts what it still has to answer, so that nobody takes the other side away from under a request. */
export class CountedClient<Methods, Events> extends Client<Methods, Events> {
  readonly #onIdle: () => void;
  #users = 0;

  /** @param onIdle nobody uses the other side any more. */
  constructor(channel: Channel, shared: boolean, onIdle: () => void) {
    super(channel, shared);
    this.#onIdle = onIdle;
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  /** Counts as a request that waits, until it is disposed. */
  hold(): Disposable {
    this.#users++;
    let isHeld = true;
    return {
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        if (--this.#users === 0) this.#onIdle();
      },
    };
  }

  override async request<Name extends MethodName<Methods>>(
    method: Name,
    input: Input<Methods[Name]>,
    signal?: AbortSignal,
  ): Promise<Result<Output<Methods[Name]>>> {
    const held = this.hold();
    try {
      return await super.request(method, input, signal);
    } finally {
      held.dispose();
    }
  }
}
