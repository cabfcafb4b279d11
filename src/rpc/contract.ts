/**
 * A contract is an interface of methods; wire types are derived from it and never written by hand. Requests may be
 * answered out of order; every one is answered once, also when its handler throws or it is cancelled.
 */
import type { Failure } from '../base/result.js';

/** Methods take one value and return one. */
export type Input<M> = M extends (input: infer I) => unknown ? I : never;
export type Output<M> = M extends (input: never) => infer O ? Awaited<O> : never;

/** Names of a contract's methods. */
export type MethodName<Methods> = Extract<keyof Methods, string>;

/** What the answering side knows of a request. */
interface RequestContext {
  /** Fires when the request is cancelled; work without pauses must look at `aborted` itself. */
  readonly signal: AbortSignal;
}

export type Handlers<Methods> = {
  readonly [Name in MethodName<Methods>]: (
    input: Input<Methods[Name]>,
    context: RequestContext,
  ) => Output<Methods[Name]> | Promise<Output<Methods[Name]>>;
};

export type RequestMessage =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  /** Shared memory with the latest id cancelled in each slot, for handlers that work without a pause. */
  | { readonly type: 'cancellations'; readonly slots: Int32Array };

export type ReplyMessage =
  | {
      readonly type: 'reply';
      readonly id: number;
      readonly result: { readonly ok: unknown } | { readonly err: Failure };
    }
  | { readonly type: 'event'; readonly event: string; readonly value: unknown };

/** Requests whose cancellation is told by shared memory at the same time. */
export const CANCEL_SLOTS = 256;
