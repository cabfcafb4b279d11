import type { CallStack } from './call-stack.js';
import { Ended, NO_ADDRESS, SliceFlag, sliceId } from './slice.js';
import type { SharedState, ThreadCalls } from './thread-calls.js';

/** A yield or unwind that an exception event may still speak of. */
interface Exit {
  /** Index of the slice in its thread, -1 when an exception has spoken of it. */
  index: number;
  depth: number;
  endNs: number;
  call: number;
  activation: number;
  serial: number;
  hadArgument: boolean;
  hadExit: boolean;
  wasYield: boolean;
}

export interface Amended {
  readonly wasYield: boolean;
  /** Calls that keep a value: 1 more when it is the call's first, 1 less when the only one was that of the yield. */
  readonly kept: number;
  /** Time of all its intervals. */
  readonly activeNs: number;
  readonly serial: number;
  readonly activation: number;
}

/**
 * Remembers the latest yield or unwind of every function on every thread, because `sys.setprofile` tells an exception
 * to the caller only, after the call has ended.
 */
export class LateExits {
  readonly #latest = new Map<ThreadCalls, Map<number, Exit>>();
  readonly #shared: SharedState;

  constructor(shared: SharedState) {
    this.#shared = shared;
  }

  /** The innermost slice of the thread is about to end. */
  note(thread: ThreadCalls, fn: number, stack: CallStack, ended: Ended, now: number, value: number): void {
    let exits = this.#latest.get(thread);
    if (exits === undefined) this.#latest.set(thread, (exits = new Map<number, Exit>()));
    let exit = exits.get(fn);
    if (exit === undefined) exits.set(fn, (exit = { ...NOWHERE }));
    const top = stack.depth - 1;
    exit.index = stack.slice[top];
    exit.depth = top;
    exit.endNs = now;
    exit.call = stack.call[top];
    exit.activation = stack.activation[top];
    exit.serial = stack.serial[top];
    exit.hadArgument = (stack.flags[top] & SliceFlag.hasArgument) !== 0;
    exit.hadExit = value !== NO_ADDRESS;
    exit.wasYield = ended === Ended.yield;
  }

  /** Gives the latest exit of the function its exception; null when there is none. */
  amend(thread: ThreadCalls, fn: number, address: number): Amended | null {
    const exit = this.#latest.get(thread)?.get(fn);
    if (exit === undefined || exit.index < 0) return null;
    const { index, wasYield, serial, activation } = exit;
    exit.index = -1;
    const { activations } = this.#shared;
    // What went on after it was a yield indeed.
    const id = sliceId(thread.ordinal, index);
    if (wasYield && activation !== 0 && activations.get(activation).last !== id) return null;
    this.#amendSlice(thread, index, wasYield, address);
    if (wasYield) thread.levels.markFailed(exit.depth, exit.endNs, exit.call);
    if (wasYield && activation !== 0) activations.failed(activation);
    return {
      wasYield,
      serial,
      activation,
      kept: this.#recount(exit, address !== NO_ADDRESS),
      activeNs: activation === 0 ? 0 : activations.get(activation).activeNs,
    };
  }

  /** The value of a yield that was none does not count, that of the exception does. */
  #recount({ activation, hadArgument, hadExit, wasYield }: Exit, told: boolean): number {
    const before = hadArgument || hadExit;
    const after = hadArgument || told || (hadExit && !wasYield);
    if (before === after) return 0;
    const { activations } = this.#shared;
    if (after) return activation === 0 || activations.keep(activation) ? 1 : 0;
    return activation === 0 || activations.drop(activation) ? -1 : 0;
  }

  #amendSlice(thread: ThreadCalls, index: number, wasYield: boolean, address: number): void {
    const { chunk } = thread;
    const columns = index >= chunk.first ? chunk : this.#shared.open.change(thread.ordinal, index);
    if (address !== NO_ADDRESS || columns === null) this.#shared.sink.amend(sliceId(thread.ordinal, index), address);
    if (!wasYield || columns === null) return;
    const row = index - columns.first;
    // What it seemed to yield was the None that a return tells when there is an exception.
    columns.flags[row] = (columns.flags[row] & ~(SliceFlag.endedMask | SliceFlag.hasExit)) | Ended.unwind;
    columns.exit[row] = NO_ADDRESS;
  }
}

const NOWHERE: Exit = {
  index: -1,
  depth: 0,
  endNs: 0,
  call: 0,
  activation: 0,
  serial: 0,
  hadArgument: false,
  hadExit: false,
  wasYield: false,
};
