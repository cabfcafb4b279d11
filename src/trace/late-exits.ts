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
  hadValue: boolean;
  wasYield: boolean;
}

export interface Amended {
  readonly wasYield: boolean;
  /** The call has its first value by this. */
  readonly kept: boolean;
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
    exit.hadValue = value !== NO_ADDRESS || (stack.flags[top] & SliceFlag.hasArgument) !== 0;
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
    const told = address !== NO_ADDRESS;
    if (activation === 0) return { wasYield, serial, activation, kept: told && !exit.hadValue, activeNs: 0 };
    if (wasYield) activations.failed(activation);
    return {
      wasYield,
      serial,
      activation,
      kept: told && activations.keep(activation),
      activeNs: activations.get(activation).activeNs,
    };
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
  hadValue: false,
  wasYield: false,
};
