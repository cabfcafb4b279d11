import type { Disposable } from '../../base/disposable.js';

export interface Throttled<T> extends Disposable {
  send(value: T): void;
}

/** Passes values on at once or after a while, the latest of those that came meanwhile; `isUrgent` ones do not wait. */
export function throttled<T>(
  everyMs: number,
  isUrgent: (value: T) => boolean,
  deliver: (value: T) => void,
): Throttled<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiting: { readonly value: T } | null = null;
  const pause = () => {
    timer = setTimeout(() => {
      timer = null;
      if (waiting !== null) now(waiting.value);
    }, everyMs);
  };
  const now = (value: T) => {
    waiting = null;
    if (timer !== null) clearTimeout(timer);
    pause();
    deliver(value);
  };
  return {
    send: (value) => {
      if (timer === null || isUrgent(value)) now(value);
      else waiting = { value };
    },
    dispose: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting = null;
    },
  };
}
