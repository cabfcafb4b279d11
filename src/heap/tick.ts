/**
 * Called now and then by work that never pauses, with how far it is (0 to 1).
 *
 * @throws whatever is to stop the work: the signal's reason, as a rule.
 */
export type Tick = (fraction: number) => void;

interface TickOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called at most every 50 ms, with 0 to 1. */
  readonly progress?: ((fraction: number) => void) | undefined;
}

const PROGRESS_MS = 50;

/** Loops tick when `(step & TICK_MASK) === 0`: every 65,536 steps, which take a few milliseconds. */
export const TICK_MASK = 0xffff;

export const noTick: Tick = () => {};

/** A tick that obeys the signal and shows progress. */
export function ticker({ signal, progress }: TickOptions): Tick {
  let said = 0;
  return (fraction) => {
    signal?.throwIfAborted();
    if (progress === undefined) return;
    const now = performance.now();
    if (now - said < PROGRESS_MS) return;
    said = now;
    progress(fraction);
  };
}

/** For a part of the work, which takes it from one fraction to another. */
export function within(tick: Tick, from: number, to: number): Tick {
  return (fraction) => tick(from + fraction * (to - from));
}
